/** Batches as a platform tells them when it repeats itself, of any size. */
import { describe, expect, it } from 'vitest';
import type { InboundEvent } from '../../../src/engine/input.ts';
import { takeIn } from '../../../src/runtime/incoming/inbox.ts';
import { contextOf } from '../../../src/runtime/shell.ts';
import { Stage } from '../../support/stage/stage.ts';

describe.each(['sqlite', 'pglite'] as const)('an event that is told of more than once, on %s', (kind) => {
  it.each([1, 3, 16, 37])('is taken once out of batches of %d', async (size) => {
    const stage = await Stage.open(kind);
    try {
      const event = (n: number): InboundEvent => ({ ...stage.phones.says('7', 'chào', 0), key: `k${n}` });
      // Each of them twice in one batch, and again in the next beside one that is new.
      const events = Array.from({ length: size }, (_, n) => event(Math.floor(n / 2)));
      const taken = (batch: readonly InboundEvent[]) =>
        stage.db.transact(async (c) => {
          const { now } = contextOf(stage.app.shell, c);
          return (await takeIn(c, batch, now)).map(({ key }) => key);
        });
      const distinct = [...new Set(events.map(({ key }) => key))];
      expect(await taken(events)).toEqual(distinct);
      expect(await taken([...events, event(99)])).toEqual(['k99']);
    } finally {
      await stage.close();
    }
  });
});
