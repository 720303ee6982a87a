/** Loads the demonstration: the ward through the import, then what has happened in it by Monday, 21 March 2022. */

import type { Questionnaire } from '../content/schema.ts';
import type { Connection, Database } from '../db/database.ts';
import { CONSENT_VERSION, INVITE_VALID_FOR, newCode, printCode } from '../features/people/rules.ts';
import { writeInvite } from '../features/people/store.ts';
import { publish } from '../features/questionnaires/store.ts';
import { handInAll } from '../features/submissions/handed-in/store.ts';
import { writeImport } from '../import/run.ts';
import { hashCode, readCode } from '../lib/codes.ts';
import type { Env, Instant } from '../lib/env.ts';
import { plainSeal, type Seal } from '../lib/seal.ts';
import { dayOf, type Zone } from '../lib/time.ts';
import { demoStart, marks } from './env.ts';
import { history } from './history.ts';
import { emptyAll } from './stage-store.ts';
import { demoCampaign, demoPeople, insertDemo, isOpenInvite, readMeta, writeMeta } from './store.ts';
import { NEWCOMER, ROUND, wardFile } from './ward.ts';

export interface Loading {
  readonly env: Pick<Env, 'wall' | 'newId' | 'random'>;
  readonly zone: Zone;
  readonly questionnaire: Questionnaire;
  readonly seal?: Seal;
  /** What is there goes first, in the same transaction. */
  readonly anew?: boolean;
}

/** The one who has not joined, with the code that lets them. */
export interface Newcomer {
  readonly person: string;
  readonly code: string;
}

const NEWCOMER_CODE = 'demo.code';

/** Fills an empty, migrated database (or one that is emptied first), in one transaction; marks it as a demonstration for ever. */
export async function loadDemo(
  database: Database,
  { env: real, zone, questionnaire, seal = plainSeal, anew = false }: Loading,
): Promise<Newcomer> {
  const now = demoStart(zone);
  const env: Env = {
    now: () => now,
    wall: () => real.wall(),
    newId: () => real.newId(),
    random: (bytes) => real.random(bytes),
  };
  return database.transact(async (c) => {
    if (anew) await emptyAll(c);
    await publish(c, questionnaire, now);
    const plan = await writeImport(c, wardFile(questionnaire.id), { env, zone });
    if (plan.problems.length > 0)
      throw new Error(`the demonstration does not fit this database: ${plan.problems.join('; ')}`);
    const people = await demoPeople(c);
    const campaign = await demoCampaign(c, ROUND);
    await insertDemo(
      c,
      history({ people, campaign, questionnaire, zone, newId: () => env.newId(), seal, consent: CONSENT_VERSION }),
    );
    await handInAll(c, dayOf(now, zone));
    const newcomer = people.find((one) => one.code === NEWCOMER);
    if (newcomer === undefined) throw new Error(`nobody in the demonstration is ${NEWCOMER}`);
    const code = await invite(c, env, { personId: newcomer.id, now });
    await writeMeta(c, { ...marks(zone), [NEWCOMER_CODE]: code });
    return { person: NEWCOMER, code };
  });
}

/**
 * The newcomer's code as it was made, as long as it lets anybody join: kept in the open, because nobody real is behind it.
 */
export async function newcomerOf(database: Database): Promise<Newcomer | undefined> {
  return database.read(async (c) => {
    const code = await readMeta(c, NEWCOMER_CODE);
    if (code === undefined || !(await isOpenInvite(c, hashCode(readCode(code) ?? '')))) return undefined;
    return { person: NEWCOMER, code };
  });
}

async function invite(
  c: Connection,
  env: Env,
  { personId, now }: { readonly personId: Parameters<typeof writeInvite>[1]['personId']; readonly now: Instant },
): Promise<string> {
  const code = newCode((bytes) => env.random(bytes));
  await writeInvite(c, {
    type: 'invite.created',
    inviteId: env.newId(),
    personId,
    codeHash: hashCode(code),
    by: undefined,
    at: now,
    expiresAt: now + INVITE_VALID_FOR,
  });
  return printCode(code);
}
