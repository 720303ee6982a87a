/** What a counted channel still carries, and what becomes of a notice that waited until it had no room. */
import { describe, expect, it } from 'vitest';
import type { Metered } from '../../../src/channels/channel.ts';
import { say } from '../../../src/engine/say.ts';
import type { Reading } from '../../../src/features/quota/model.ts';
import type { AddressId } from '../../../src/lib/ids.ts';
import { HOUR, type LocalDate, type LocalMonth, MINUTE } from '../../../src/lib/time.ts';
import { readerOf, record } from '../../../src/runtime/incoming/record.ts';
import { Room } from '../../../src/runtime/metering/room.ts';
import { putSays } from '../../../src/runtime/outgoing/compose.ts';
import { LANES } from '../../../src/runtime/outgoing/outbox.ts';
import { contextOf } from '../../../src/runtime/shell.ts';
import { Stage } from '../../support/stage/stage.ts';

const LAN = 'lan' as AddressId;
const LAST = 'last' as AddressId;

const NOW = 100 * HOUR;
/** How long ago. */
interface Suspicion {
  readonly since: number;
  readonly tried?: number;
}

function room(used: number, more: { readonly atCap?: Metered['atCap']; readonly suspected?: Suspicion } = {}): Room {
  const reading: Reading = {
    channel: 'zalo',
    month: '2026-11' as LocalMonth,
    day: '2026-11-15' as LocalDate,
    messages: { used, cap: 100, warned: 0 },
    people: { used: 4, cap: 3, warned: 0 },
    suspectedSince: more.suspected === undefined ? undefined : NOW - more.suspected.since,
    triedAt: more.suspected?.tried === undefined ? undefined : NOW - more.suspected.tried,
  };
  const metered = { messages: 100, people: 3, atCap: more.atCap ?? 'hold' };
  return new Room(metered, { now: NOW, reading, inAir: 0, beyond: new Set([LAST]) });
}

const carried = (one: Room, address = LAN): string =>
  LANES.filter((lane) => one.carries(address, lane).how === 'yes').join(' ');

describe('a counted channel carries', () => {
  it.each<[string, string, Room]>([
    ['everything while there is enough', 'reply notice reminder digest', room(89)],
    ['no reminders from the last tenth on', 'reply notice', room(90)],
    ['answers only at the very end, and beyond it', 'reply', room(98)],
    [
      'everything, where it is to be sent until the platform refuses',
      'reply notice reminder digest',
      room(120, { atCap: 'send' }),
    ],
    [
      'answers only, once the platform refuses',
      'reply',
      room(5, { atCap: 'send', suspected: { since: 2 * HOUR, tried: MINUTE } }),
    ],
    [
      'answers only while it is suspected to be used up',
      'reply',
      room(5, { suspected: { since: 2 * HOUR, tried: MINUTE } }),
    ],
  ])('%s', (_, lanes, one) => {
    expect(carried(one)).toBe(lanes);
  });

  it('only answers to one more person than there is place for', () => {
    expect(carried(room(5), LAST)).toBe('reply');
    expect(carried(room(5, { atCap: 'send' }), LAST)).toBe('reply notice reminder digest');
  });

  it('no more of a broadcast than there is room for, as each is taken', () => {
    const one = room(87);
    let sent = 0;
    for (; one.carries(LAN, 'reminder').how === 'yes'; sent += 1) one.take();
    expect(sent).toBe(3);
  });
});

describe('while it is suspected that nothing is left, a reminder', () => {
  const told = (suspected: Suspicion) => room(5, { suspected }).carries(LAN, 'reminder');

  it('only waits at first, because a burst passes', () => {
    expect(told({ since: 5 * MINUTE })).toEqual({ how: 'wait', until: NOW + 10 * MINUTE });
    expect(told({ since: 20 * MINUTE, tried: 5 * MINUTE })).toEqual({ how: 'wait', until: NOW + 40 * MINUTE });
  });

  it('tries after a quarter of an hour and then once an hour; in between the others go another way', () => {
    expect(told({ since: 15 * MINUTE })).toEqual({ how: 'try' });
    expect(told({ since: 3 * HOUR, tried: 59 * MINUTE })).toEqual({ how: 'no' });
    expect(told({ since: 3 * HOUR, tried: HOUR })).toEqual({ how: 'try' });
    expect(told({ since: HOUR, tried: 5 * HOUR })).toEqual({ how: 'try' });
  });
});

it('a notice of the night for which there is no room in the morning is told in person, and not sent weeks later', async () => {
  const metered = { messages: 100, people: 50, atCap: 'hold' } as const;
  const stage = await Stage.open('sqlite', { channel: 'zalo', metered, begins: '2022-03-21 22:00' });
  try {
    await stage.joined(['Minh']);
    const minh = stage.people.get('Minh');
    if (minh === undefined) throw new Error('nobody is called Minh');
    await stage.db.transact(async (c) => {
      const work = { shell: stage.app.shell, cx: contextOf(stage.app.shell, c) };
      const reader = await readerOf(work, minh, 'notice');
      if (reader === undefined) throw new Error('there is room at night');
      const dueAt = stage.clock.now() + 9 * 3_600_000;
      await putSays(work, reader, { says: [{ say: say('common.group') }], lane: 'notice', dueAt });
    });
    await stage.sentAlready(98);
    await stage.passTo(stage.clock.now() + 10 * 3_600_000);
    expect(stage.phones.take()).toEqual([]);
    expect(await stage.db.read((c) => c.tx.select({ id: c.t.untold.personId }).from(c.t.untold))).toEqual([
      { id: minh },
    ]);
  } finally {
    await stage.close();
  }
});

it('what protects its reader goes as an answer does, at night and however little is left', async () => {
  const metered = { messages: 100, people: 50, atCap: 'hold' } as const;
  const stage = await Stage.open('sqlite', { channel: 'zalo', metered, begins: '2022-03-21 22:00' });
  try {
    await stage.joined(['Minh']);
    await stage.sentAlready(100);
    const rows = await stage.db.transact(async (c) => {
      const [chat] = await c.tx.select().from(c.t.addresses);
      if (chat?.personId == null) throw new Error('nobody has joined');
      const { id: addressId, personId, channel } = chat;
      const work = { shell: stage.app.shell, cx: contextOf(stage.app.shell, c) };
      const from = 'elsewhere' as AddressId;
      const fact = {
        type: 'address.unlinked',
        addressId,
        personId,
        channel,
        from,
        fromChannel: 'web',
        at: work.cx.now,
      } as const;
      return record(work, [fact], personId);
    });
    expect(rows.map(({ lane }) => lane)).toEqual(['reply']);
  } finally {
    await stage.close();
  }
});
