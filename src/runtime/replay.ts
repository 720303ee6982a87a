/** Events that failed: listed for the operator, and handled again where the conversation still stands as it did. */
import type { Connection } from '../db/database.ts';
import { describeError } from '../lib/describe-error.ts';
import { handleEvent } from './incoming/handle-event.ts';
import { closeFailed, type FailedEvent, failedEvents } from './incoming/inbox.ts';
import { lockAddress, lockPerson } from './incoming/people.ts';
import { isPictureAwaited, withPicture } from './incoming/pictures.ts';
import { contextOf, type Shell } from './shell.ts';

export type Replayed = 'done' | 'moved-on' | 'failed' | 'not-found';

/** Handles the failed event with `code` again. One that the person has gone past is left for a human to read to them. */
export async function replay(
  shell: Shell,
  code: string,
): Promise<{ readonly result: Replayed; readonly why?: string }> {
  const failed = (await shell.db.read(failedEvents)).find((one) => one.code === code.toUpperCase());
  if (failed === undefined) return { result: 'not-found' };
  // Whoever replays does not deliver: the answer is left in the outbox for the dispatcher to claim.
  const unowned: Shell = { ...shell, owner: undefined };
  try {
    const awaited = await isPictureAwaited(shell, failed.event);
    const event = awaited ? await withPicture(shell, failed.event) : failed.event;
    await shell.db.transact((c) => again(unowned, c, { ...failed, event }));
    return { result: 'done' };
  } catch (error) {
    return error instanceof LeftAlone ? { result: error.because } : { result: 'failed', why: describeError(error) };
  }
}

/** Undoes the transaction: a look at an event leaves no trace, not even in the turns that are counted. */
class LeftAlone extends Error {
  readonly because: 'moved-on' | 'not-found';

  constructor(because: 'moved-on' | 'not-found') {
    super(because);
    this.because = because;
  }
}

async function again(shell: Shell, c: Connection, { event, turn, code }: FailedEvent): Promise<void> {
  const address = await lockAddress(c, shell.env, event);
  const person = address.personId === null ? undefined : await lockPerson(c, address.personId, address.id);
  // Asked under the lock: the person may have written, or somebody else may have replayed it, since it was found.
  if (!(await failedEvents(c)).some((one) => one.code === code)) throw new LeftAlone('not-found');
  if (person !== undefined && person.turn - 1 !== turn) throw new LeftAlone('moved-on');
  await handleEvent(shell, contextOf(shell, c), { event, address, person });
  await closeFailed(c, event);
}
