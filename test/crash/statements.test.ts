/** The process dies at each statement of a turn in turn, and the platform delivers the event again: the books agree. */
import { copyFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Connection } from '../../src/db/database.ts';
import { MINUTE } from '../../src/lib/time.ts';
import { stageClock } from '../support/stage/clock.ts';
import type { Arrived } from '../support/stage/phones.ts';
import { type Death, type Mortal, openMortal } from './support/mortal.ts';
import { type Act, Library, MINH, STRANGER, type Story, says, taps, tell } from './support/story.ts';

let library: Library;
beforeAll(async () => {
  library = await Library.open();
});
afterAll(() => library.close());

const ANSWERS = Array.from({ length: 8 }, (_, n) => says(`Câu trả lời ${n + 1}.`));

const TURNS: readonly (readonly [string, readonly Act[], Act])[] = [
  ['the first question is asked', [], says('/soi')],
  ['an answer is given', [says('/soi'), says('Một.')], says('Hai.')],
  ['a question is skipped', [says('/soi')], taps('Bỏ qua')],
  ['the dialog is left', [says('/soi'), says('Một.')], taps('Để sau')],
  ['the last answer is given', [says('/soi'), ...ANSWERS.slice(0, 7)], says('Câu cuối.')],
  ['the submission is handed in', [says('/soi'), ...ANSWERS], taps('Nộp')],
  ['a new revision is begun', [says('/soi'), ...ANSWERS, taps('Nộp')], says('/suabai')],
  ['a code for linking is handed in on a new phone', [says('/soi'), says('Một.')], says('EFGH2345', STRANGER)],
  ['a code is handed in on a new phone', [says('/soi'), says('Một.')], says('ABCD2345', STRANGER)],
];

describe.each(TURNS)('when %s', (_, before, act) => {
  it('a death at any statement changes nothing in the books, and at most doubles the message in the air', {
    timeout: 120_000,
  }, async () => {
    const story = await tell(library, before, act);
    const whole = await live(story, undefined);
    expect(whole.statements).toBeGreaterThan(8);
    // What happens outside the database happens between two statements, and after a commit.
    const deaths: Death[] = [
      ...Array.from({ length: whole.statements }, (_, n) => ({ at: n + 1, when: 'before' as const })),
      ...whole.commits.map((n) => ({ at: n, when: 'after' as const })),
    ];
    for (const death of deaths) {
      const one = await live(story, death);
      const when = `died ${death.when} statement ${death.at} of ${whole.statements}`;
      // Marks are grouped by time, so one life may need a statement or two less than another.
      if (!one.died) expect(death.at, 'a life that ended by itself').toBeGreaterThan(whole.statements - 4);
      expect(one.books, when).toEqual(whole.books);
      for (const chat of [MINH, STRANGER]) {
        const [heard, wanted] = [heardBy(chat, one.heard), heardBy(chat, whole.heard)];
        expect(once(heard), when).toEqual(wanted);
        expect(heard.length, when).toBeLessThanOrEqual(wanted.length + 1);
      }
    }
  });
});

/** One life that may end early, and the next one, to which the event is delivered again. */
async function live({ file, event, now }: Story, death: Death | undefined) {
  const mine = library.file();
  copyFileSync(file, mine);
  const clock = stageClock(now);
  const first = await openMortal(mine, clock, library.content);
  first.count(death);
  await first.app.onEvents([event]).catch(() => undefined);
  if (!first.dead) await Promise.race([first.app.settle().catch(() => undefined), dying(first)]);
  const { statements, commits } = first;
  const died = first.dead;
  await first.close();
  clock.set(now + MINUTE / 2);
  const second = await openMortal(mine, clock, library.content);
  await second.app.onEvents([event]);
  await second.app.settle();
  const books = await second.db.read(readBooks);
  await second.close();
  return { statements, commits, died, books, heard: [...first.phones.take(), ...second.phones.take()] };
}

async function dying(bot: Mortal): Promise<void> {
  while (!bot.dead) await new Promise<void>((resolve) => setImmediate(resolve));
}

function heardBy(chat: string, heard: readonly Arrived[]): readonly string[] {
  return heard.filter(({ platformId }) => platformId === chat).map(({ text }) => text);
}

/** Without what came once more right after itself. */
function once(heard: readonly string[]): readonly string[] {
  return heard.filter((text, n) => heard[n - 1] !== text);
}

/** Everything in the books but ids, instants and how often something was tried. */
async function readBooks({ tx, t }: Connection) {
  const conversations = await tx.select().from(t.conversations);
  return {
    answers: (await tx.select().from(t.answers))
      .map(({ questionId, part, state, text, messageId }) => [questionId, part, state, text, messageId].join(' '))
      .toSorted(),
    revisions: (await tx.select().from(t.revisions)).map(({ number, state }) => `${number} ${state}`).toSorted(),
    submissions: (await tx.select().from(t.submissions)).map(({ state }) => state),
    inbox: (await tx.select().from(t.inbox)).map(({ key, state, error }) => [key, state, error]).toSorted(),
    outbox: (await tx.select().from(t.outbox)).map(({ platformId, lane, kind, state, call, owner }) => [
      platformId,
      lane,
      kind,
      state,
      call,
      owner,
    ]),
    prompts: (await tx.select().from(t.prompts)).map(({ flow, step, answer }) => [flow, step, answer]),
    conversations: conversations.map(({ state }) =>
      JSON.stringify(state).replaceAll(/"[0-9a-f]{8}-[0-9a-f-]{27}"|\d{13}/g, '·'),
    ),
    audit: (await tx.select().from(t.audit)).map(({ action }) => action),
    addresses: (await tx.select().from(t.addresses))
      .map(({ platformId, personId, gone }) => [platformId, personId === null, gone])
      .toSorted(),
    invites: (await tx.select().from(t.invites)).map(({ closedWhy }) => closedWhy),
    linkCodes: (await tx.select().from(t.linkCodes)).map(({ closedWhy }) => closedWhy),
    schedules: (await tx.select().from(t.schedules)).map(({ key }) => key).toSorted(),
  };
}
