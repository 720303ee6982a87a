/** What waits in the outbox is taken in the order of its address: nothing overtakes what cannot go yet. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { OutboxId } from '../../../src/lib/ids.ts';
import { MINUTE } from '../../../src/lib/time.ts';
import { claimDue } from '../../../src/runtime/outgoing/claims.ts';
import { Stage } from '../../support/stage/stage.ts';

describe.each(['sqlite', 'pglite'] as const)('the messages of an address, on %s', (kind) => {
  let stage: Stage;
  beforeEach(async () => {
    stage = await Stage.open(kind);
    await stage.joined(['Minh']);
  });
  afterEach(() => stage.close());

  type Row = {
    readonly id: string;
    readonly inMs?: number;
    readonly lane?: 'reply' | 'notice';
    readonly owner?: string;
  };

  async function claimed(rows: readonly Row[]): Promise<readonly string[]> {
    const now = stage.app.shell.env.now();
    await stage.db.transact(async ({ tx, t }) => {
      const [address] = await tx.select().from(t.addresses);
      if (address === undefined) throw new Error('nobody has joined');
      const { id: addressId, channel, platformId } = address;
      for (const { id, inMs = -MINUTE, lane = 'reply', owner } of rows)
        await tx.insert(t.outbox).values({
          ...{ id: id as OutboxId, addressId, channel, platformId, lane, kind: 'new', call: { kind: 'new', body: {} } },
          ...{ state: owner === undefined ? 'pending' : 'sending', owner, dueAt: now + inMs, createdAt: now },
        });
    });
    const taken = await claimDue(stage.app.shell, 'me', { limit: 10, free: () => true });
    return taken.rows.map((row) => row.id);
  }

  it('are taken in their order, whatever the order in which they became due', async () => {
    expect(
      await claimed([
        { id: 'a', inMs: -1 },
        { id: 'b', inMs: -MINUTE },
      ]),
    ).toEqual(['a', 'b']);
  });

  it('wait behind one that another process is sending', async () => {
    expect(await claimed([{ id: 'a' }, { id: 'b', owner: 'another' }, { id: 'c' }])).toEqual(['a']);
  });

  it('wait behind an answer that was put off', async () => {
    expect(await claimed([{ id: 'a', inMs: MINUTE }, { id: 'b' }])).toEqual([]);
  });

  it('do not wait behind a notice of the next morning', async () => {
    expect(await claimed([{ id: 'a', inMs: MINUTE, lane: 'notice' }, { id: 'b' }])).toEqual(['b']);
  });
});
