/** `npm run bench:status`: how long the status of the top unit takes, in process, at 8,431 members in 246 cells. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { loadContent } from '../../src/content/load.ts';
import { createTranslator } from '../../src/content/translate.ts';
import type { Connection, Database } from '../../src/db/database.ts';
import { openDatabase } from '../../src/db/open.ts';
import { atRest } from '../../src/engine/conversation.ts';
import { campaigns } from '../../src/features/campaigns/store.ts';
import type { Acting } from '../../src/features/feature.ts';
import { directory } from '../../src/features/organisation/store.ts';
import { questionnaires } from '../../src/features/questionnaires/store.ts';
import { reportsFeature } from '../../src/features/reports/feature.ts';
import { handInAll } from '../../src/features/submissions/handed-in/store.ts';
import type { AddressId, MeetingId, SubmissionId } from '../../src/lib/ids.ts';
import { silentLog } from '../../src/lib/log.ts';
import { plainSeal } from '../../src/lib/seal.ts';
import type { LocalDate, LocalMinute } from '../../src/lib/time.ts';
import { systemEnv } from '../../src/system-env.ts';
import { median, quantile, table } from './support/figures.ts';
import { machine } from './support/machine.ts';
import { tenQuestions } from './support/ten-questions.ts';
import { type Town, writeTown } from './support/town.ts';

const env = systemEnv();
const REQUIRED_MS = 5;
const FOLDER = '.bench/data';
const day = (text: string): LocalDate => text as LocalDate;
const TODAY = day('2022-06-20');

const { values } = parseArgs({
  options: {
    members: { type: 'string', default: '8431' },
    cells: { type: 'string', default: '246' },
    runs: { type: 'string', default: '300' },
    'warm-up': { type: 'string', default: '50' },
  },
});
const [MEMBERS, RUNS, WARM_UP] = [Number(values.members), Number(values.runs), Number(values['warm-up'])];
mkdirSync(FOLDER, { recursive: true });
const folder = mkdtempSync(join(FOLDER, 'status-'));
const db = await openDatabase(`file:${join(folder, 'bench.db')}`);
try {
  await db.migrate();
  const town = await db.transact((c) =>
    writeTown(c, env, {
      bodies: 27,
      cells: Number(values.cells),
      members: MEMBERS,
      exemptEvery: 6,
      joined: MEMBERS,
      firstPlatformId: 1,
      questionnaire: tenQuestions,
      opensOn: day('2022-05-19'),
      deadline: day('2022-06-30'),
      closesOn: day('2022-07-15'),
    }),
  );
  await db.transact((c) => writeProgress(c, town));
  const { samples, text } = await measure(db, town);
  console.log(`${machine()}\n\n${text}\n`);
  const ms = (value: number): string => value.toFixed(2);
  console.log(
    table([
      ['', 'median ms', 'p99 ms', 'fastest ms'],
      ['/status of the top unit', ms(median(samples)), ms(quantile(samples, 0.99)), ms(Math.min(...samples))],
    ]),
  );
  console.log(`required: a median under ${REQUIRED_MS} ms`);
  if (median(samples) >= REQUIRED_MS) {
    console.error('MISSED');
    process.exitCode = 1;
  }
} finally {
  await db.close();
  rmSync(folder, { recursive: true });
}

/** Two thirds of those who owe have submitted, one in eight of them on paper, and a few of the exempt; every other cell has met. */
async function writeProgress(c: Connection, { people, cells, campaignId }: Town): Promise<void> {
  const at = env.now();
  const handedIn = people.filter(({ exempt }, n) => (exempt ? n % 50 === 5 : n % 3 !== 0));
  for (let from = 0; from < handedIn.length; from += 500) {
    const some = handedIn.slice(from, from + 500);
    const onPaper = some.filter((_, n) => n % 8 === 0);
    const inChat = some.filter((_, n) => n % 8 !== 0);
    await c.tx.insert(c.t.submissions).values(
      inChat.map(({ id, cell }) => ({
        id: env.newId<SubmissionId>(),
        campaignId,
        personId: id,
        unitId: cell,
        state: 'submitted' as const,
        submittedAt: at,
        createdAt: at,
      })),
    );
    await c.tx.insert(c.t.papers).values(
      onPaper.map(({ id, cell }) => ({
        campaignId,
        personId: id,
        unitId: cell,
        state: 'confirmed' as const,
        confirmedAt: at,
      })),
    );
  }
  await handInAll(c, TODAY);
  const met = cells.filter((_, n) => n % 2 === 0);
  await c.tx.insert(c.t.meetings).values(
    met.map((unitId) => ({
      id: env.newId<MeetingId>(),
      campaignId,
      unitId,
      state: 'reported' as const,
      startsAt: '2022-06-10T19:30' as LocalMinute,
      place: 'hội trường',
      heldOn: day('2022-06-10'),
      present: 30,
      createdAt: at,
      updatedAt: at,
    })),
  );
}

/** The command as the runtime runs it: in a transaction, looked up, counted, and put into words. */
async function measure(
  database: Database,
  town: Town,
): Promise<{ readonly samples: readonly number[]; readonly text: string }> {
  const loaded = await loadContent();
  if (!loaded.ok) throw new Error(loaded.problems.join('\n'));
  const translator = createTranslator(loaded.content.catalogues);
  const command = reportsFeature().commands?.find((one) => one.name === 'trangthai');
  if (command === undefined) throw new Error('there is no status');
  const samples: number[] = [];
  let text = '';
  for (let run = 0; run < RUNS + WARM_UP; run += 1) {
    const before = performance.now();
    await database.transact(async (c) => {
      const { says = [] } = await command.run(actingOn(c, town), '');
      text = says
        .map((say) =>
          [
            translator.text(say, 'vi'),
            ...(say.choices ?? []).map((choice) => translator.text(choice.label, 'vi')),
          ].join('\n'),
        )
        .join('\n');
    });
    if (run >= WARM_UP) samples.push(performance.now() - before);
  }
  if (!text.includes(MEMBERS.toLocaleString('de-DE'))) throw new Error(`this is not the status of the town:\n${text}`);
  return { samples, text };
}

function actingOn(c: Connection, { leader }: Town): Acting {
  const now = Date.parse(`${TODAY}T08:30:00+07:00`);
  const address = {
    id: 'a' as AddressId,
    channel: 'telegram',
    platformId: '1',
    personId: leader,
    locale: undefined,
    wrongCodes: 0,
    lockedUntil: undefined,
  };
  return {
    ...{ c, now, today: TODAY, zone: 'Asia/Ho_Chi_Minh', env, seal: plainSeal, log: silentLog },
    ...{
      directory: directory(c, TODAY),
      campaigns: campaigns(c),
      questionnaires: questionnaires(c),
      meters: async () => [],
      untold: async () => new Set(),
      joinLinks: () => [],
    },
    person: { id: leader, code: 'DV1', name: 'Lãnh đạo', locale: 'vi' },
    address,
    source: { at: now, addressId: address.id, messageId: undefined, promptId: undefined },
    conversation: atRest,
  };
}
