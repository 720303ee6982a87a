/** What a dead process was sending: only the first message of an address can have been in the air. */
import { expect, it } from 'vitest';
import type { OutboxId } from '../../../src/lib/ids.ts';
import { takeOver } from '../../../src/runtime/outgoing/orphans.ts';
import { Stage } from '../../support/stage/stage.ts';

it('a reminder that was in the air is in doubt, and what waited behind it is sent as if nothing had been', async () => {
  const stage = await Stage.open('sqlite');
  try {
    await stage.joined(['Minh']);
    const now = stage.app.shell.env.now();
    await stage.db.transact(async ({ tx, t }) => {
      const [address] = await tx.select().from(t.addresses);
      if (address === undefined) throw new Error('nobody has joined');
      const { id: addressId, channel, platformId } = address;
      const call = { kind: 'new', body: {} };
      const row = { addressId, channel, platformId, kind: 'new', call, dueAt: now, createdAt: now } as const;
      for (const id of ['first', 'second'] as const)
        await tx
          .insert(t.outbox)
          .values({ ...row, id: id as string as OutboxId, lane: 'digest', state: 'sending', owner: 'dead' });
    });
    await takeOver(stage.app.shell, 'me');
    const rows = await stage.db.read((c) => c.tx.select().from(c.t.outbox));
    expect(rows.map(({ id, state, attempts }) => [id, state, attempts])).toEqual([
      ['first', 'unknown', 1],
      ['second', 'pending', 0],
    ]);
  } finally {
    await stage.close();
  }
});
