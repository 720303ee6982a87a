/** Events that failed: listed for the operator, and handled again where the conversation still stands as it did. */
import { eq } from 'drizzle-orm';
import { describeError } from '../lib/describe-error.ts';
import { handleEvent } from './incoming/handle-event.ts';
import { closeFailed, type FailedEvent, failedEvents } from './incoming/inbox.ts';
import { lockAddress, lockPerson } from './incoming/people.ts';
import { contextOf, type Shell } from './shell.ts';

export type Replayed = 'done' | 'moved-on' | 'failed' | 'not-found';

/** Handles the failed event with `code` again. One that the person has gone past is left for a human to read to them. */
export async function replay(
  shell: Shell,
  code: string,
): Promise<{ readonly result: Replayed; readonly why?: string }> {
  const failed = (await shell.db.read(failedEvents)).find((one) => one.code === code.toUpperCase());
  if (failed === undefined) return { result: 'not-found' };
  try {
    return { result: await shell.db.transact((c) => again(shell, c, failed)) };
  } catch (error) {
    return { result: 'failed', why: describeError(error) };
  }
}

async function again(shell: Shell, c: Parameters<typeof lockAddress>[0], failed: FailedEvent): Promise<Replayed> {
  const { event } = failed;
  const address = await lockAddress(c, shell.env, event);
  const before =
    address.personId === null
      ? undefined
      : (await c.tx.select().from(c.t.persons).where(eq(c.t.persons.id, address.personId)))[0];
  if (before !== undefined && before.turn !== failed.turn) return 'moved-on';
  const person = before === undefined ? undefined : await lockPerson(c, before.id, address.id);
  await handleEvent(shell, contextOf(shell, c), { event, address, person });
  await closeFailed(c, event);
  return 'done';
}
