/** `tusoi import FILE`: shows what a file would change, and with `--apply` changes it, all or nothing. */
import { readFile } from 'node:fs/promises';
import type { Connection } from '../db/database.ts';
import { publish } from '../features/questionnaires/store.ts';
import { exampleImport } from '../import/example.ts';
import { type ImportFile, importText, parseImport } from '../import/file.ts';
import type { ImportPlan } from '../import/plan.ts';
import { planImport, writeImport } from '../import/run.ts';
import { describeError } from '../lib/describe-error.ts';
import { dayOf } from '../lib/time.ts';
import { Refusal } from '../opening.ts';
import { purposeOf } from '../runtime/purpose.ts';
import { systemEnv } from '../system-env.ts';
import { type Opened, print, settings, withOpened } from './open.ts';

export interface ImportOptions {
  readonly apply: boolean;
  readonly example: boolean;
}

export async function importFile(path: string | undefined, { apply, example }: ImportOptions): Promise<number> {
  if (example) {
    const { TIME_ZONE: zone } = settings();
    print(exampleImport(dayOf(systemEnv().now(), zone)));
    return 0;
  }
  if (path === undefined)
    throw new Refusal('Import which file?', ['tusoi import FILE [--apply]', 'tusoi import --example']);
  const file = await read(path);
  const plan = await withOpened((opened) => carryOut(opened, file, apply));
  for (const { action, what, code, detail } of plan.changes) print(`${action} ${what} ${code}  ${detail}`);
  if (plan.problems.length > 0) throw new Refusal('Nothing was imported:', plan.problems);
  for (const warning of plan.warnings) print(`! ${warning}`);
  const written = apply ? 'written' : 'to write; run again with --apply to write them';
  print(`${plan.changes.length} changes ${written}, ${plan.unchanged} entries as they are`);
  return 0;
}

async function read(path: string): Promise<ImportFile> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(path);
  } catch (error) {
    // biome-ignore lint/style/useErrorCause: the cause is there; the second argument is what the operator is told
    throw new Refusal(`The file ${path} cannot be read:`, [describeError(error)], { cause: error });
  }
  const text = importText(bytes);
  if (text === undefined)
    throw new Refusal(`The file ${path} is not in UTF-8, so its names would be spoilt.`, [
      'save it again with the encoding UTF-8',
    ]);
  const parsed = parseImport(text);
  if (!parsed.ok) throw new Refusal(`The file ${path} cannot be imported:`, parsed.problems);
  return parsed.file;
}

async function carryOut(opened: Opened, file: ImportFile, apply: boolean): Promise<ImportPlan> {
  if ((await purposeOf(opened.db)) === 'demonstration') {
    throw new Refusal('This database is a demonstration and stays one.', ['set DATABASE_URL to another database']);
  }
  try {
    return await opened.db.transact(async (c) => {
      await publishAll(c, opened);
      const importing = { env: opened.shell.env, zone: opened.shell.zone };
      if (apply) return writeImport(c, file, importing);
      throw new DryRun(await planImport(c, file, importing));
    });
  } catch (error) {
    if (error instanceof DryRun) return error.plan;
    throw error;
  }
}

/** A round names a questionnaire of the content folder; its newest version is published with it. */
async function publishAll(c: Connection, { content, shell }: Opened): Promise<void> {
  for (const questionnaire of content.questionnaires) await publish(c, questionnaire, shell.env.now());
}

/** Undoes the transaction in which the plan was made. */
class DryRun extends Error {
  readonly plan: ImportPlan;

  constructor(plan: ImportPlan) {
    super('nothing is to be written');
    this.plan = plan;
  }
}
