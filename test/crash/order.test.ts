/** What was in the air when the process died comes first in the next one, whatever is said meanwhile. */
import { copyFileSync } from 'node:fs';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openSqlite } from '../../src/db/sqlite.ts';
import { SECOND } from '../../src/lib/time.ts';
import { stageClock } from '../support/stage/clock.ts';
import { openMortal } from './support/mortal.ts';
import { Library, type Story, says, tell } from './support/story.ts';

let library: Library;
beforeAll(async () => {
  library = await Library.open();
});
afterAll(() => library.close());

it.each([
  0, 4, 5, 8,
])('a question that was in the air at %d deaths is asked before the one after it', async (deaths) => {
  const story = await tell(library, [says('/soi')], says('Một.'));
  const file = await killedAfterCommit(story);
  const db = await openSqlite({ file });
  await db.transact((c) => c.tx.update(c.t.outbox).set({ attempts: deaths }).where(eq(c.t.outbox.state, 'sending')));
  await db.close();
  const clock = stageClock(story.now + SECOND);
  const bot = await openMortal(file, clock, library.content);
  await bot.app.onEvents([story.event, story.next(says('Hai.'))]);
  for (let second = 0; second < 60; second += 1) {
    await bot.app.settle();
    clock.set(clock.now() + SECOND);
  }
  const asked = bot.phones.take().flatMap(({ text }) => /^Câu (\d)\//.exec(text)?.[1] ?? []);
  expect(asked).toEqual(['2', '3']);
  await bot.close();
});

/** The answer is stored, the next question is marked as being sent, and the process is gone. */
async function killedAfterCommit({ file, event, now }: Story): Promise<string> {
  const [probed, killed] = [library.file(), library.file()];
  for (const copy of [probed, killed]) copyFileSync(file, copy);
  const probe = await openMortal(probed, stageClock(now), library.content);
  probe.count();
  await probe.app.onEvents([event]);
  const [commit = 0] = probe.commits;
  await probe.close();
  const bot = await openMortal(killed, stageClock(now), library.content);
  bot.count({ at: commit, when: 'after' });
  await expect(bot.app.onEvents([event])).rejects.toThrow('died');
  await bot.close();
  return killed;
}
