/** What the database holds at the end, beside what people said and were shown. */
import type { Connection, Database } from '../../../src/db/database.ts';
import type { Shown } from '../../support/fake-telegram/core/timeline.ts';
import type { FakeTelegram } from '../../support/fake-telegram/server.ts';
import type { Resident } from './front.ts';

export interface Audit {
  readonly acknowledged: number;
  /** Sentences, one for each thing that is not as it must be. */
  readonly lost: readonly string[];
  readonly wrong: readonly string[];
}

export interface Expected {
  readonly questions: number;
  /** States in which a message may be left. */
  readonly ends: readonly string[];
}

/** Every answer acknowledged is stored once, in its words; every submission is in; nothing is left over in any book. */
export async function audit(
  db: Database,
  residents: readonly Resident[],
  { questions, ends }: Expected,
): Promise<Audit> {
  const { answers, leftOver } = await db.read((c) => load(c, ends));
  const [lost, wrong]: [string[], string[]] = [[], [...leftOver]];
  let acknowledged = 0;
  for (const { chatId, said, steppedBack, finished } of residents) {
    const kept = answers.get(chatId) ?? [];
    for (const { question, answer, acknowledgedAfterMs } of said) {
      if (acknowledgedAfterMs === undefined) continue;
      acknowledged += 1;
      const times = kept.filter((text) => text === answer).length;
      if (times === 0) lost.push(`${chatId}, question ${question}: not stored`);
      if (times > 1) wrong.push(`${chatId}, question ${question}: stored ${times} times`);
    }
    if (kept.length !== questions) wrong.push(`${chatId}: ${kept.length} answers are stored`);
    if (steppedBack.length > 0) wrong.push(`${chatId}: asked again for ${steppedBack.join(', ')}`);
    if (!finished) wrong.push(`${chatId}: the dialog was not finished`);
  }
  return { acknowledged, lost, wrong };
}

async function load(c: Connection, ends: readonly string[]) {
  const { addresses, answers, inbox, outbox, revisions, submissions } = c.t;
  const chatOf = new Map(
    (await c.tx.select().from(addresses)).map(({ personId, platformId }) => [personId, platformId]),
  );
  const submissionRows = await c.tx.select().from(submissions);
  const revisionRows = await c.tx.select().from(revisions);
  const leftOver = [
    ...submissionRows
      .filter(({ state }) => state !== 'submitted')
      .map(({ personId }) => `${chatOf.get(personId)}: not submitted`),
    ...(await c.tx.select().from(outbox))
      // What a stop that was asked for gives back is the next process's: a platform that tells things again may do so to the end.
      .filter(({ state, lastError }) => !ends.includes(state) && !(state === 'pending' && lastError === 'stopped'))
      .map(({ platformId, state, lastError }) => `${platformId}: a message is ${state} (${lastError})`),
    ...(await c.tx.select().from(inbox))
      .filter(({ state }) => state !== 'done')
      .map(({ platformId, error }) => `${platformId}: an event failed: ${error}`),
  ];
  if (revisionRows.length !== submissionRows.length)
    leftOver.push(`${revisionRows.length} revisions of ${submissionRows.length} submissions`);
  const personOf = new Map(submissionRows.map(({ id, personId }) => [id, personId]));
  const chatOfRevision = new Map(
    revisionRows.map(({ id, submissionId }) => [id, chatOf.get(personOf.get(submissionId) ?? null)]),
  );
  const texts = new Map<string | undefined, string[]>();
  for (const { revisionId, state, text } of await c.tx.select().from(answers)) {
    const chat = chatOfRevision.get(revisionId);
    texts.set(chat, [...(texts.get(chat) ?? []), state === 'given' ? (text ?? '') : state]);
  }
  return { answers: texts, leftOver };
}

/** A message that a chat was shown once more, and between which two moments. */
export interface Doubled {
  readonly chatId: number;
  readonly text: string;
  readonly first: number;
  readonly again: number;
}

/** One right after the other with the same words and the same buttons, whose data name the prompt. */
export function doubledIn(fake: FakeTelegram, chatId: number): readonly Doubled[] {
  const messages = fake.shown(chatId).filter(({ kind }) => kind === 'message');
  return messages.flatMap((one, n) => {
    const before = messages[n - 1];
    return before !== undefined && same(before, one)
      ? [{ chatId, text: one.text.slice(0, 40), first: before.tick, again: one.tick }]
      : [];
  });
}

const same = (a: Shown, b: Shown): boolean =>
  a.text === b.text && JSON.stringify(a.buttons) === JSON.stringify(b.buttons);

/** A process was being killed. */
export interface Kill {
  readonly from: number;
  readonly to: number;
}

/** Every double must straddle a kill, and a kill may leave one double at each address. Answers with sentences about those that break this. */
export function unexplained(doubled: readonly Doubled[], kills: readonly Kill[]): readonly string[] {
  const taken = new Set<string>();
  return doubled.flatMap(({ chatId, text, first, again }) => {
    const possible = kills.filter(({ from, to }) => first <= to && again >= from);
    const kill = possible.find(({ from }) => !taken.has(`${chatId} ${from}`));
    if (kill === undefined)
      return [
        `${chatId}: “${text}” came twice, ${Math.round(again - first)} ms apart, with ${possible.length} kills in between that explain another`,
      ];
    taken.add(`${chatId} ${kill.from}`);
    return [];
  });
}

/** How many more messages chats were shown than rows were sent: what doubledIn finds must be all of it. */
export async function surplus(db: Database, fake: FakeTelegram, chats: readonly number[]): Promise<number> {
  const rows = await db.read((c) => c.tx.select({ kind: c.t.outbox.kind, state: c.t.outbox.state }).from(c.t.outbox));
  const sent = rows.filter(({ kind, state }) => kind !== 'edit' && state === 'sent').length;
  return chats.reduce((sum, id) => sum + fake.shown(id).filter(({ kind }) => kind === 'message').length, 0) - sent;
}
