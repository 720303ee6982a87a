/** A handler's surroundings built by hand around a test database: real ports, a fixed clock. */
import { randomBytes } from 'node:crypto';
import { v7 } from 'uuid';
import type { Connection } from '../../src/db/database.ts';
import { atRest, type Conversation } from '../../src/engine/conversation.ts';
import type { Fact } from '../../src/engine/fact.ts';
import type { Notice } from '../../src/engine/say.ts';
import { campaigns } from '../../src/features/campaigns/store.ts';
import type { Acting, Address, Cx, Feature, Stranger } from '../../src/features/feature.ts';
import type { Person } from '../../src/features/organisation/model.ts';
import { directory } from '../../src/features/organisation/store.ts';
import { questionnaires } from '../../src/features/questionnaires/store.ts';
import type { Instant } from '../../src/lib/env.ts';
import type { AddressId, PersonId } from '../../src/lib/ids.ts';
import { silentLog } from '../../src/lib/log.ts';
import { plainSeal } from '../../src/lib/seal.ts';
import { dayOf, instantOf, type LocalMinute } from '../../src/lib/time.ts';

export const ZONE = 'Asia/Ho_Chi_Minh';

/** `'2022-03-21T07:30'` in the organisation's zone. */
export const at = (minute: string): Instant => instantOf(minute as LocalMinute, ZONE);

export function testCx(c: Connection, { now }: { readonly now: Instant }): Cx {
  const today = dayOf(now, ZONE);
  return {
    c,
    now,
    today,
    zone: ZONE,
    env: { now: () => now, wall: () => Date.now(), newId: <T extends string>() => v7() as T, random: randomBytes },
    seal: plainSeal,
    log: silentLog,
    directory: directory(c, today),
    campaigns: campaigns(c),
    questionnaires: questionnaires(c),
    meters: async () => [],
    untold: async () => new Set(),
    joinLinks: (code) => [{ channel: 'telegram', url: `https://t.me/tusoi_bot?start=${code}` }],
  };
}

const source = (cx: Cx, address: Address) =>
  ({ at: cx.now, addressId: address.id, messageId: '1', promptId: undefined }) as const;

/** Somebody known, on an address that is theirs. */
export function acting(
  cx: Cx,
  who: { readonly person: Person; readonly address: Address; readonly conversation?: Conversation },
): Acting {
  const { person, address, conversation = atRest } = who;
  return { ...cx, person, address, conversation, source: source(cx, address) };
}

export function strange(cx: Cx, address: Address): Stranger {
  return { ...cx, address, locale: 'vi', source: source(cx, address) };
}

/** The row of an address as a handler sees it, made when it is new. */
export async function addressOf(cx: Cx, platformId: string, channel = 'telegram'): Promise<Address> {
  const { addresses } = cx.c.t;
  await cx.c.tx
    .insert(addresses)
    .values({ id: cx.env.newId<AddressId>(), channel, platformId, createdAt: cx.now })
    .onConflictDoNothing();
  const row = (await cx.c.tx.select().from(addresses)).find(
    (one) => one.platformId === platformId && one.channel === channel,
  );
  if (row === undefined) throw new Error('the address was not written');
  const { id, wrongCodes } = row;
  return {
    id,
    channel,
    platformId,
    wrongCodes,
    personId: row.personId ?? undefined,
    locale: row.locale ?? undefined,
    lockedUntil: row.lockedUntil ?? undefined,
  };
}

export async function personOf(cx: Cx, id: string): Promise<Person> {
  const person = await cx.directory.person(id as PersonId);
  if (person === undefined) throw new Error(`nobody is ${id}`);
  return person;
}

/** Writes facts as the runtime does, and answers whom they make be told what. */
export async function keep(
  cx: Cx,
  features: readonly Feature[],
  facts: readonly Fact[] = [],
): Promise<readonly Notice[]> {
  const notices: Notice[] = [];
  for (const fact of facts) {
    for (const feature of features) await feature.facts?.[fact.type]?.write(cx, fact as never);
  }
  for (const fact of facts) {
    for (const feature of features)
      notices.push(...((await feature.facts?.[fact.type]?.tells?.(cx, fact as never)) ?? []));
  }
  return notices;
}
