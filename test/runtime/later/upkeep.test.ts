/** What the runtime forgets, and what it keeps. */
import { describe, expect, it } from 'vitest';
import { DAY } from '../../../src/lib/time.ts';
import { at, Stage } from '../../support/stage/stage.ts';

async function counts(stage: Stage) {
  return stage.db.read(async ({ tx, t }) => ({
    events: await tx.$count(t.inbox),
    prompts: await tx.$count(t.prompts),
    messages: await tx.$count(t.outbox),
    answers: await tx.$count(t.answers),
  }));
}

describe('upkeep in the night', () => {
  it('forgets handled events after a month, prompts and delivered messages after four; answers never', async () => {
    const stage = await Stage.open('sqlite');
    try {
      await stage.joined(['Minh']);
      const say = async (text: string): Promise<void> => {
        stage.wait();
        await stage.act([stage.phones.says(stage.platformId('Minh'), text, stage.clock.now())]);
      };
      await say('/soi');
      await say('Em phụ trách tổ dân phố.');
      expect(await counts(stage)).toMatchObject({ events: 2, answers: 1 });
      await stage.passTo(stage.clock.now() + 32 * DAY);
      expect(await counts(stage)).toMatchObject({ events: 0, prompts: expect.any(Number), answers: 1 });
      expect((await counts(stage)).prompts).toBeGreaterThan(0);
      await stage.passTo(at('2022-09-01 12:00'));
      expect(await counts(stage)).toEqual({ events: 0, prompts: 0, messages: 0, answers: 1 });
    } finally {
      await stage.close();
    }
  }, 60_000);
});
