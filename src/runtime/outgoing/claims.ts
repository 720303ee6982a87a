/** Rows that nobody holds in memory: taken when they are due, and looked at once more. */
import { and, eq, inArray } from 'drizzle-orm';
import type { Connection } from '../../db/database.ts';
import type { Prompt, PromptOption, Say } from '../../engine/say.ts';
import type { Instant } from '../../lib/env.ts';
import type { AddressId, PromptId } from '../../lib/ids.ts';
import { nextAllowed } from '../../lib/quiet.ts';
import { dayOf } from '../../lib/time.ts';
import { savePrompt } from '../incoming/conversations.ts';
import { setShown } from '../incoming/people.ts';
import { contextOf, type Shell, type Work } from '../shell.ts';
import { compose, type Reader } from './compose.ts';
import { claim, dueRows, LANES, type Lane, type Outgoing, waitingRows, writeMark } from './outbox.ts';

export interface Wanted {
  /** Addresses at most. */
  readonly limit: number;
  /** Only these lanes are looked through; all of them when left out. */
  readonly lanes?: readonly Lane[];
  free(address: AddressId): boolean;
}

export interface Claimed {
  readonly rows: readonly Outgoing[];
  /** Something was due and free. */
  readonly some: boolean;
  /** Everything due was looked at. */
  readonly all: boolean;
}

/** Claims what is due at the addresses for which `free` says yes: all of an address, so that nothing overtakes it later. */
export async function claimDue(shell: Shell, owner: string, { limit, lanes = LANES, free }: Wanted): Promise<Claimed> {
  const now = shell.env.now();
  const due = await shell.db.read((c) => dueRows(c, now, { lanes, limit: limit * 2 }));
  const addresses = [...new Set(due.map((row) => row.addressId))].filter(free);
  const all = due.length < limit * 2 && addresses.length <= limit;
  if (addresses.length === 0) return { rows: [], some: false, all };
  const { rows, some } = await shell.db.transact(async (c) => {
    const taken: Outgoing[] = [];
    let some = false;
    for (const address of addresses.slice(0, limit)) {
      for (const row of await claimAddress(c, address, { owner, now })) {
        some = true;
        const still = await lookAgain(shell, c, row);
        if (still !== undefined) taken.push(still);
      }
    }
    return { rows: taken, some };
  });
  return { rows, some, all };
}

/** The due rows of an address in their order, up to one that somebody is sending or that is an answer put off until later. */
async function claimAddress(
  c: Connection,
  address: AddressId,
  { owner, now }: { readonly owner: string; readonly now: Instant },
): Promise<readonly Outgoing[]> {
  const taken: Outgoing[] = [];
  for (const row of await waitingRows(c, address)) {
    if (row.owner !== undefined || (row.dueAt > now && row.lane === 'reply')) break;
    if (row.dueAt > now) continue;
    const mine = await claim(c, row.id, owner);
    // Another process was faster, and sends what comes after it too.
    if (mine === undefined) break;
    taken.push(mine);
  }
  return taken;
}

/** Nobody is woken at night, also not after a delay; and a reminder goes out only while its reason stands. */
async function lookAgain(shell: Shell, c: Connection, row: Outgoing): Promise<Outgoing | undefined> {
  if (row.lane === 'reply') return row;
  const now = shell.env.now();
  const allowed = nextAllowed(now, shell.zone);
  if (allowed > now) {
    await writeMark(c, { id: row.id, as: 'pending', dueAt: allowed, why: 'quiet hours', tried: false }, now);
    return undefined;
  }
  return row.reminderDay === undefined ? row : reminderAgain(shell, c, row);
}

async function reminderAgain(shell: Shell, c: Connection, row: Outgoing): Promise<Outgoing | undefined> {
  const cx = contextOf(shell, c);
  const { addresses, outbox, persons } = c.t;
  const found = await c.tx
    .select({ address: addresses, locale: persons.locale })
    .from(addresses)
    .innerJoin(persons, eq(persons.id, addresses.personId))
    .where(eq(addresses.id, row.addressId));
  const owner = found[0];
  const personId = owner?.address.personId;
  const feature = shell.registry.features.find((one) => one.recheck !== undefined);
  const today = row.reminderDay === dayOf(cx.now, shell.zone);
  const say = today && personId && feature?.recheck ? await feature.recheck(cx, personId, cx.today) : undefined;
  if (say === undefined || owner === undefined) {
    await writeMark(c, { id: row.id, as: 'gone', why: today ? 'its reason is gone' : 'its day is over' }, cx.now);
    return undefined;
  }
  const parts = await c.tx.$count(
    outbox,
    and(
      eq(outbox.addressId, row.addressId),
      eq(outbox.reminderDay, cx.today),
      inArray(outbox.state, ['pending', 'sending', 'sent']),
    ),
  );
  return parts > 1
    ? row
    : reworded({ shell, cx }, row, { say, reader: { ...owner.address, locale: owner.locale ?? shell.locale } });
}

/** The reminder as it reads now: one of several reasons may be gone. */
async function reworded(
  { shell, cx }: Work,
  row: Outgoing,
  { say, reader }: { readonly say: Say; readonly reader: Reader },
): Promise<Outgoing> {
  const { c } = cx;
  const options = (say.choices ?? []).map(({ key, label, command }): PromptOption => {
    const option = { key, label: shell.translator.text(label, reader.locale) };
    return command === undefined ? option : { ...option, command };
  });
  const prompt: Prompt = { id: shell.env.newId<PromptId>(), flow: undefined, step: undefined, options };
  const calls = shell.channels.get(reader.channel)?.render(compose(shell, reader, { say, prompt })) ?? [];
  const call = calls[0];
  if (call === undefined || calls.length > 1) return row;
  await savePrompt(cx, prompt, reader.id);
  await setShown(c, reader.id, prompt.id);
  await c.tx.update(c.t.outbox).set({ call }).where(eq(c.t.outbox.id, row.id));
  return { ...row, call };
}

export const dispatcherLock = (owner: string): string => `dispatcher ${owner}`;
