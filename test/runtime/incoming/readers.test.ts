/** Where somebody is told what nobody asked for. */
import { describe, expect, it } from 'vitest';
import type { Channel } from '../../../src/channels/channel.ts';
import type { AddressId, PersonId } from '../../../src/lib/ids.ts';
import { readerOf } from '../../../src/runtime/incoming/record.ts';
import { contextOf, type Shell } from '../../../src/runtime/shell.ts';
import { Stage } from '../../support/stage/stage.ts';

interface Chat {
  readonly id: string;
  readonly channel: 'telegram' | 'web' | 'zalo';
  readonly linkedAt: number;
  readonly gone?: true;
}

async function chosen(chats: readonly Chat[], last: string): Promise<string | undefined> {
  const stage = await Stage.open('sqlite');
  try {
    const personId = stage.people.get('Minh') as PersonId;
    const channel = (name: string, silent: boolean): Channel => ({
      ...stage.phones,
      name,
      capabilities: { ...stage.phones.capabilities, ...(silent ? { silent } : {}) },
    });
    const channels = new Map([channel('telegram', false), channel('web', true)].map((one) => [one.name, one]));
    const shell: Shell = { ...stage.app.shell, channels };
    return await stage.db.transact(async (c) => {
      for (const { id, channel: name, linkedAt, gone } of chats) {
        const where = { channel: name, platformId: id, personId, linkedAt, createdAt: 0 };
        await c.tx.insert(c.t.addresses).values({ id: id as AddressId, ...where, gone: gone ? 'blocked' : null });
      }
      await c.tx.update(c.t.persons).set({ lastAddressId: last as AddressId });
      return (await readerOf({ shell, cx: contextOf(shell, c) }, personId, 'notice'))?.id;
    });
  } finally {
    await stage.close();
  }
}

const page: Chat = { id: 'page', channel: 'web', linkedAt: 9 };
const phone: Chat = { id: 'phone', channel: 'telegram', linkedAt: 1 };
const tablet: Chat = { id: 'tablet', channel: 'telegram', linkedAt: 2 };

describe('what the program says by itself goes', () => {
  it.each<[string, readonly Chat[], string, string | undefined]>([
    ['to what rings, though its reader spoke on the page last', [page, phone], 'page', 'phone'],
    ['to the page where nothing that rings is alive', [page, { ...phone, gone: true }], 'phone', 'page'],
    ['to where its reader spoke last, of several that ring', [phone, tablet, page], 'phone', 'phone'],
    ['to the newest, where its reader has spoken in none of them', [phone, tablet], 'page', 'tablet'],
    ['past a channel that does not run here', [{ ...phone, channel: 'zalo' }, page], 'phone', 'page'],
    ['nowhere when all is gone', [{ ...page, gone: true }], 'page', undefined],
  ])('%s', async (_, chats, last, to) => {
    expect(await chosen(chats, last)).toBe(to);
  });
});
