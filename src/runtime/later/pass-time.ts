/** Moving a clock that is moved by hand: everything that falls due on the way happens at its own time, in order. */
import type { Instant } from '../../lib/env.ts';
import { nextDue } from '../outgoing/outbox.ts';
import type { Shell } from '../shell.ts';
import { nextTick } from './tick.ts';

/** The parts of the app that time moves. */
export interface Passing {
  readonly shell: Shell;
  tick(): Promise<void>;
  settle(): Promise<void>;
}

/** When the next schedule or waiting message is due; undefined when nothing waits. */
export async function nextEvent(shell: Shell): Promise<Instant | undefined> {
  const schedule = await nextTick(shell);
  const message = await shell.db.read(nextDue);
  const times = [schedule?.dueAt, message].filter((at) => at !== undefined);
  return times.length === 0 ? undefined : Math.min(...times);
}

/** Lets time pass until `to`, stopping at everything due in between. `set` moves the clock forward to the instant given. */
export async function passTime(app: Passing, to: Instant, set: (at: Instant) => unknown): Promise<void> {
  for (;;) {
    const next = await nextEvent(app.shell);
    if (next === undefined || next > to) break;
    await set(Math.max(next, app.shell.env.now()));
    await app.tick();
    await app.settle();
    // Something that stays due (a message nobody can take now) must not hold time up.
    const after = await nextEvent(app.shell);
    if (after !== undefined && after <= next) await set(Math.min(to, app.shell.env.now() + 60_000));
  }
  await set(Math.max(to, app.shell.env.now()));
  await app.tick();
  await app.settle();
}
