/** Personal text lives in one place: once a message is handled and delivered, it is in the answers and nowhere else. */
import { describe, expect, it } from 'vitest';
import type { Kind } from '../support/databases.ts';
import { Stage } from '../support/stage/stage.ts';

const SECRET = 'Điều này chỉ nằm trong câu trả lời 7f3a9';

/** Every table as text, by name. */
async function tables(stage: Stage): Promise<ReadonlyMap<string, string>> {
  return stage.db.read(async ({ tx, t }) => {
    const rows = new Map<string, string>();
    for (const [name, table] of Object.entries(t)) rows.set(name, JSON.stringify(await tx.select().from(table)));
    return rows;
  });
}

const where = (found: ReadonlyMap<string, string>): readonly string[] =>
  [...found].filter(([, rows]) => rows.includes('7f3a9')).map(([name]) => name);

describe.each<Kind>(['sqlite', 'pglite'])('on %s', (kind) => {
  it('what a member wrote is stored as an answer and nowhere else, and in no log', async () => {
    const stage = await Stage.open(kind);
    try {
      await stage.joined(['Minh']);
      const minh = stage.platformId('Minh');
      const act = async (text: string): Promise<void> => {
        stage.wait();
        await stage.act([stage.phones.says(minh, text, stage.clock.now())]);
      };
      await act('/soi');
      await act(SECRET);
      // The summary and the whole text show it, so it went through the outbox.
      for (let skipped = 0; skipped < 7; skipped += 1) {
        stage.wait();
        await stage.act([stage.phones.taps(minh, 'Bỏ qua', stage.clock.now())]);
      }
      stage.wait();
      await stage.act([stage.phones.taps(minh, 'Xem toàn văn', stage.clock.now())]);
      expect(stage.phones.take().some((message) => message.text.includes('7f3a9'))).toBe(true);
      expect(where(await tables(stage))).toEqual(['answers']);
      expect(JSON.stringify(stage.log)).not.toContain('7f3a9');
    } finally {
      await stage.close();
    }
  }, 60_000);

  it('an event that failed waits with its text for the operator, until the member withdraws', async () => {
    const stage = await Stage.open(kind);
    try {
      await stage.joined(['Minh']);
      const minh = stage.platformId('Minh');
      const act = async (text: string): Promise<void> => {
        stage.wait();
        await stage.act([stage.phones.says(minh, text, stage.clock.now())]);
      };
      await act('/soi');
      await stage.db.transact(async ({ tx, t }) => {
        await tx.update(t.conversations).set({ state: { active: { flow: 'reflection', ids: null } } });
      });
      await act(SECRET);
      expect(stage.phones.take().at(-1)?.text).toMatch(/Tin của đồng chí vẫn được giữ lại/);
      expect(where(await tables(stage))).toEqual(['inbox']);
      await stage.db.transact(async ({ tx, t }) => {
        await tx.delete(t.conversations);
      });
      await act('/rutdongy');
      stage.wait();
      await stage.act([stage.phones.taps(minh, 'Rút', stage.clock.now())]);
      expect(where(await tables(stage))).toEqual([]);
    } finally {
      await stage.close();
    }
  }, 60_000);
});
