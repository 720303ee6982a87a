/** Rows that nobody holds in memory: taken when they are due, looked at once more, and taken over from a dead dispatcher. */
import { and, eq, inArray } from 'drizzle-orm';
import type { Connection } from '../../db/database.ts';
import type { Ownership } from '../../db/database.ts';
import type { AddressId } from '../../lib/ids.ts';
import { nextAllowed } from '../../lib/quiet.ts';
import { dayOf } from '../../lib/time.ts';
import { type Shell, contextOf } from '../shell.ts';
import { type Reader, compose } from './compose.ts';
import { savePrompt } from '../incoming/conversations.ts';
import { setShown } from '../incoming/people.ts';
import { afterCrash } from './outcome.ts';
import { type Outgoing, claim, dueRows, sendingByOthers, writeMark } from './outbox.ts';
import type { Prompt, PromptOption, Say } from '../../engine/say.ts';
import type { PromptId } from '../../lib/ids.ts';

/** Claims at most `limit` due rows, the first of each address for which `free` says yes. */
export async function claimDue(shell: Shell, owner: string, want: { readonly limit: number; free(address: AddressId): boolean }): Promise<{ readonly rows: readonly Outgoing[]; readonly more: boolean }> {
  const now = shell.env.now();
  const due = await shell.db.read((c) => dueRows(c, now, want.limit * 2));
  const first = new Map<AddressId, Outgoing>();
  for (const row of due) {
    const before = first.get(row.addressId);
    if (want.free(row.addressId) && (before === undefined || row.seq < before.seq)) first.set(row.addressId, row);
  }
  const chosen = [...first.values()].slice(0, want.limit);
  if (chosen.length === 0) return { rows: [], more: false };
  const rows = await shell.db.transact(async (c) => {
    const taken: Outgoing[] = [];
    for (const row of chosen) {
      const mine = await claim(c, row.id, owner);
      const still = mine === undefined ? undefined : await lookAgain(shell, c, mine);
      if (still !== undefined) taken.push(still);
    }
    return taken;
  });
  return { rows, more: true };
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
  const parts = await c.tx.$count(outbox, and(eq(outbox.addressId, row.addressId), eq(outbox.reminderDay, cx.today), inArray(outbox.state, ['pending', 'sending', 'sent'])));
  return parts > 1 ? row : reworded(shell, c, row, { ...owner.address, locale: owner.locale ?? shell.locale }, say);
}

/** The reminder as it reads now: one of several reasons may be gone. */
async function reworded(shell: Shell, c: Connection, row: Outgoing, reader: Reader, say: Say): Promise<Outgoing> {
  const now = shell.env.now();
  const options = (say.choices ?? []).map(({ key, label, command }): PromptOption => {
    const option = { key, label: shell.translator.text(label, reader.locale) };
    return command === undefined ? option : { ...option, command };
  });
  const prompt: Prompt = { id: shell.env.newId<PromptId>(), flow: undefined, step: undefined, options };
  const calls = shell.channels.get(reader.channel)?.render(compose(shell, reader, say, prompt)) ?? [];
  const call = calls[0];
  if (call === undefined || calls.length > 1) return row;
  await savePrompt(c, prompt, reader.id, now);
  await setShown(c, reader.id, prompt.id);
  await c.tx.update(c.t.outbox).set({ call }).where(eq(c.t.outbox.id, row.id));
  return { ...row, call };
}

/**
 * Takes over what dead dispatchers were sending. Of each address only the first row can have been in the air, because the
 * next one waits for its mark; the others go back as they were.
 */
export async function recover(shell: Shell, owner: string): Promise<number> {
  const rows = await shell.db.read((c) => sendingByOthers(c, owner));
  const dead = new Map<string, Ownership | 'free' | undefined>();
  for (const name of new Set(rows.map((row) => row.owner))) {
    // One bot process per SQLite file: whoever holds its dispatcher lock knows that nobody else is alive.
    dead.set(name, shell.db.dialect === 'sqlite' ? 'free' : await shell.db.own(dispatcherLock(name)));
  }
  const orphans = rows.filter((row) => dead.get(row.owner) !== undefined);
  const now = shell.env.now();
  const seen = new Set<AddressId>();
  await shell.db.transact(async (c) => {
    seen.clear();
    for (const row of orphans) {
      const inTheAir = !seen.has(row.addressId);
      seen.add(row.addressId);
      const decision = inTheAir ? afterCrash(row) : undefined;
      if (decision?.do === 'close') await writeMark(c, { id: row.id, as: decision.as, why: decision.why }, now);
      else await writeMark(c, { id: row.id, as: 'pending', dueAt: now, why: inTheAir ? 'crash' : '', tried: inTheAir }, now);
    }
  });
  for (const lock of dead.values()) if (typeof lock === 'object') await lock.release();
  return orphans.length;
}

export const dispatcherLock = (owner: string): string => `dispatcher ${owner}`;
