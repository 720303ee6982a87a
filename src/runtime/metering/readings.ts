/** How much is used of what platforms count. Nothing is asked of the database where no channel is counted. */
import { and, asc, eq, inArray, isNull } from 'drizzle-orm';
import type { Channel, Metered } from '../../channels/channel.ts';
import type { Connection } from '../../db/database.ts';
import type { Cx } from '../../features/feature.ts';
import type { Reading } from '../../features/quota/model.ts';
import type { Instant } from '../../lib/env.ts';
import type { AddressId } from '../../lib/ids.ts';
import { dayOf, monthOf, type Zone } from '../../lib/time.ts';

/** What of the shell counting needs. */
export interface Counting {
  readonly channels: ReadonlyMap<string, Channel>;
  readonly zone: Zone;
}

/** What counts, in an open transaction. */
export interface CountingWork {
  readonly shell: Counting;
  readonly cx: Pick<Cx, 'c' | 'now'>;
}

export const meteredOf = ({ channels }: Pick<Counting, 'channels'>, channel: string): Metered | undefined =>
  channels.get(channel)?.capabilities.metered;

/** Does any platform count here? */
export const countsAny = ({ channels }: Pick<Counting, 'channels'>): boolean =>
  [...channels.keys()].some((name) => meteredOf({ channels }, name) !== undefined);

/** Of every channel that is counted. */
export async function readings(shell: Counting, c: Connection, now: Instant): Promise<readonly Reading[]> {
  const counted = [...shell.channels.values()].filter((one) => one.capabilities.metered !== undefined);
  return Promise.all(counted.map((channel) => readingOf(shell, { c, now }, channel)));
}

export async function readingOf(
  { zone }: Pick<Counting, 'zone'>,
  { c, now }: { readonly c: Connection; readonly now: Instant },
  { name, capabilities: { metered } }: Pick<Channel, 'name' | 'capabilities'>,
): Promise<Reading> {
  const { sentMonths } = c.t;
  const day = dayOf(now, zone);
  const month = monthOf(day);
  const row = (
    await c.tx
      .select()
      .from(sentMonths)
      .where(and(eq(sentMonths.channel, name), eq(sentMonths.month, month)))
  )[0];
  return {
    channel: name,
    month,
    day,
    messages: { used: row?.sent ?? 0, cap: metered?.messages, warned: row?.warnedMessages ?? 0 },
    people: { used: await heads(c, name), cap: metered?.people, warned: row?.warnedPeople ?? 0 },
    suspectedSince: row?.suspectedSince ?? undefined,
    triedAt: row?.triedAt ?? undefined,
  };
}

/** Chats of one person that ever wrote to the bot: it learns of a chat in no other way, so all that it sends goes to one of them. */
const isHead = ({ addresses: { channel, shared } }: Connection['t'], name: string) =>
  and(eq(channel, name), isNull(shared));

export const heads = (c: Connection, channel: string): Promise<number> =>
  c.tx.$count(c.t.addresses, isHead(c.t, channel));

/** Those of `among` that came after as many people as the platform grants had come. */
export async function beyond(
  c: Connection,
  channel: { readonly name: string; readonly people: number | undefined },
  among: readonly AddressId[],
): Promise<ReadonlySet<AddressId>> {
  const { people } = channel;
  const { addresses } = c.t;
  if (people === undefined || (await heads(c, channel.name)) <= people) return new Set();
  // One query of ids in the order in which they came; a bot that counts people has few of them.
  const first = c.tx
    .select({ id: addresses.id })
    .from(addresses)
    .where(isHead(c.t, channel.name))
    .orderBy(asc(addresses.createdAt), asc(addresses.id))
    .limit(people);
  const within = new Set((await first).map(({ id }) => id));
  const asked = await c.tx
    .select({ id: addresses.id })
    .from(addresses)
    .where(and(isHead(c.t, channel.name), inArray(addresses.id, [...among])));
  return new Set(asked.map(({ id }) => id).filter((id) => !within.has(id)));
}
