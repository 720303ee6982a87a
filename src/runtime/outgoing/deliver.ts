/** The dispatcher: sends what is in the outbox, in order per address, within the limits of each channel, answers first. */

import { describeError } from '../../lib/describe-error.ts';
import type { Instant } from '../../lib/env.ts';
import type { AddressId } from '../../lib/ids.ts';
import type { Shell } from '../shell.ts';
import type { Limits } from './bucket.ts';
import { claimDue, type Wanted } from './claims.ts';
import { InFlight } from './in-flight.ts';
import { Lines } from './lines.ts';
import { Marks } from './marks.ts';
import { putOff, takeOver, Watch } from './orphans.ts';
import type { Mark, Outgoing } from './outbox.ts';
import { type Decision, decide } from './outcome.ts';
import { Pauses } from './pauses.ts';
import { Rates } from './rates.ts';
import { Reach } from './reach.ts';
import { sendRow } from './sending.ts';

export interface DispatcherOptions {
  readonly owner: string;
  /** Limits of a channel; undefined = none. */
  limits(channel: string): Limits | undefined;
  /** How long `stop` waits for messages in the air. */
  readonly graceMs?: number;
}

/** Sends in the air at once: all of a batch, because the next batch leaves no turn of the event loop to follow up with more. */
const MOST_IN_FLIGHT = 128;
/** Few enough that claiming them keeps nobody waiting, enough to send while the next are claimed. */
const CLAIM_AT_ONCE = 30;
/** Marks are written with the next batch of events; by themselves when nothing more is in the air, or after this. */
const FLUSH_AFTER = 50;
/** After a failure: a database that takes nothing is not asked, and told of in the log, at that pace. */
const FLUSH_AGAIN_AFTER = 500;
const EVERYTHING = 100_000;
const LOOK_EVERY = 500;
const WATCH_EVERY = 1_000;
const GRACE_MS = 4_000;

export class Dispatcher {
  readonly marks: Marks;
  readonly #shell: Shell;
  readonly #options: DispatcherOptions;
  readonly #lines = new Lines();
  readonly #rates: Rates;
  readonly #pauses = new Pauses();
  readonly #reach: Reach;
  readonly #watch: Watch;
  readonly #air = new InFlight();
  #running = false;
  #claiming: Promise<boolean> | undefined;
  #pumpTimer: NodeJS.Timeout | undefined;
  #flushTimer: NodeJS.Timeout | undefined;
  #lookTimer: NodeJS.Timeout | undefined;
  #watchTimer: NodeJS.Timeout | undefined;
  /** What comes back from the air now comes too late to be written down. */
  #stopped = false;

  constructor(shell: Shell, options: DispatcherOptions) {
    this.#shell = shell;
    this.#options = options;
    this.marks = new Marks(shell);
    this.#reach = new Reach(shell);
    this.#watch = new Watch(shell, options.owner);
    this.#rates = new Rates((channel) => options.limits(channel));
  }

  /** Takes over what a dead process left, then sends whatever is due from now on. */
  async start(): Promise<void> {
    this.#running = true;
    this.#lookTimer = setInterval(() => void this.wake(), LOOK_EVERY);
    this.#watchTimer = setInterval(() => void this.#adopt(), WATCH_EVERY);
    this.#lookTimer.unref();
    this.#watchTimer.unref();
    await this.takeOver();
    await this.wake();
  }

  /** What a dead process left and all answers that wait come first: events taken in from now on would overtake them. */
  async takeOver(): Promise<void> {
    await takeOver(this.#shell, this.#options.owner);
    for (const { addressId, dueAt } of await putOff(this.#shell)) {
      this.#pauses.hold(addressId, this.#shell.env.wall() + dueAt - this.#shell.env.now());
    }
    await this.#claiming;
    await this.#claim({ limit: EVERYTHING, lanes: ['reply', 'notice'] });
  }

  /** Rows just committed as 'sending' by this process. */
  accept(rows: readonly Outgoing[]): void {
    const now = this.#shell.env.wall();
    for (const row of rows) {
      const until = this.#running ? this.#pauses.of(row, now) : now;
      if (until === undefined) this.#lines.add(row);
      else this.#putBack(row, until, { why: 'behind a paused message', tried: false });
    }
    // A turn later, so that the platform is asked for the next batch first and gathers it while these go out.
    setImmediate(() => this.#pump());
  }

  /** Looks for due rows that nobody holds. True when there were some. */
  async wake(): Promise<boolean> {
    this.#claiming ??= this.#claim().finally(() => {
      this.#claiming = undefined;
    });
    return this.#claiming;
  }

  /** Sends everything that is due now and waits for it; for a clock that is moved by hand. */
  async settle(): Promise<void> {
    for (;;) {
      await this.#air.none();
      await this.marks.flush();
      if (this.#lines.size > 0) {
        await new Promise<void>((resolve) => setTimeout(resolve, 2));
        continue;
      }
      if (!(await this.wake()) && this.#lines.size === 0 && this.marks.size === 0) return;
    }
  }

  /** Finishes what is in the air, gives the rest back to the outbox, writes the marks. */
  async stop(): Promise<void> {
    this.#running = false;
    clearInterval(this.#lookTimer);
    clearInterval(this.#watchTimer);
    clearTimeout(this.#pumpTimer);
    await this.#claiming;
    const landed = await this.#air.landed(this.#options.graceMs ?? GRACE_MS);
    if (!landed) this.#shell.log.warn('outbox.not-landed', { rows: this.#air.count });
    this.#stopped = true;
    clearTimeout(this.#flushTimer);
    await this.marks.flush();
    // What is still in the air stays 'sending', for the next process to judge as after a crash.
    for (const head of [...this.#lines.heads()]) {
      for (const row of this.#lines.drop(head.addressId)) this.#putBack(row, 0, { why: 'stopped', tried: false });
    }
    clearTimeout(this.#flushTimer);
    await this.marks.flush();
  }

  /** Rows of this process that it does not have in hand: their commit was in doubt, so nobody handed them over. */
  async #adopt(): Promise<void> {
    try {
      for (const id of await this.#watch.look((one) => this.#lines.holds(one) || this.marks.has(one))) {
        this.#shell.log.warn('outbox.adopted', { row: id });
        this.marks.add(
          { id, as: 'pending', dueAt: this.#shell.env.now(), why: 'its commit was in doubt', tried: false },
          () => {},
        );
        this.#flushSoon();
      }
    } catch (error) {
      this.#shell.log.error('outbox.watch-failed', { error: describeError(error) });
    }
  }

  async #claim(wanted?: Omit<Wanted, 'free'>): Promise<boolean> {
    if (!this.#running || (wanted === undefined && this.#lines.size >= CLAIM_AT_ONCE)) return false;
    const now = this.#shell.env.wall();
    const over = this.#pauses.over(now);
    const free = (address: AddressId): boolean => !this.#lines.has(address) && !this.#pauses.waits(address, now);
    try {
      const { rows, some, all } = await claimDue(this.#shell, this.#options.owner, {
        limit: CLAIM_AT_ONCE,
        ...wanted,
        free,
      });
      const claimed = new Set(rows.map((row) => row.addressId));
      for (const [address, putBacks] of over)
        if (claimed.has(address) || (all && !this.#lines.has(address))) this.#pauses.end(address, putBacks);
      for (const row of rows) this.#lines.add(row);
      this.#pump();
      return some;
    } catch (error) {
      this.#shell.log.error('outbox.claim-failed', { error: describeError(error) });
      return false;
    }
  }

  #pump(): void {
    clearTimeout(this.#pumpTimer);
    let wait = Number.POSITIVE_INFINITY;
    const may = (row: Outgoing): boolean => {
      const ms = this.#waitFor(row);
      wait = Math.min(wait, ms === 0 ? wait : ms);
      return ms === 0;
    };
    while (this.#running && this.#air.count < MOST_IN_FLIGHT) {
      const row = this.#lines.next(may);
      if (row === undefined) break;
      void this.#send(row);
    }
    if (Number.isFinite(wait) && this.#running) this.#pumpTimer = setTimeout(() => this.#pump(), wait);
    if (this.#running && this.#lines.size < CLAIM_AT_ONCE / 2 && this.#claimedOften) void this.wake();
  }

  /** While rows of a broadcast wait in the table, the next ones are fetched before memory runs dry. */
  get #claimedOften(): boolean {
    return this.#rates.limited && this.#lines.size > 0;
  }

  /** 0 when the row may go now (its tokens are then taken), else how long to wait. */
  #waitFor(row: Outgoing): number {
    const now = this.#shell.env.wall();
    const paused = this.#pauses.channel(row.channel);
    return paused > now ? paused - now : this.#rates.take(row, now);
  }

  async #send(row: Outgoing): Promise<void> {
    this.#air.begin();
    try {
      const result = await sendRow(this.#shell, row);
      if (!this.#stopped) await this.#apply(row, decide(row, result));
    } catch (error) {
      if (this.#stopped) return;
      this.#shell.log.error('outbox.send-failed', { channel: row.channel, error: describeError(error) });
      this.#mark({ id: row.id, as: 'unknown', why: 'unknown: the channel failed' }, row);
    } finally {
      this.#air.end();
      this.#pump();
      if (this.#air.count === 0) this.#flush();
    }
  }

  async #apply(row: Outgoing, decision: Decision): Promise<void> {
    switch (decision.do) {
      case 'sent':
        await this.#reach.reached(row);
        return this.#mark({ id: row.id, as: 'sent', messageId: decision.messageId }, row);
      case 'again': {
        this.#shell.log.info('outbox.again', { channel: row.channel, afterMs: decision.afterMs, why: decision.why });
        return this.#pause(row, decision);
      }
      case 'move':
        await this.#reach.moved(row, decision.to);
        return this.#pause(row, { afterMs: 0, everyone: false, why: 'moved' });
      case 'close':
        this.#shell.log.warn('outbox.closed', {
          channel: row.channel,
          lane: row.lane,
          as: decision.as,
          why: decision.why,
        });
        if (decision.as === 'gone') await this.#reach.gone(row, decision.why);
        return this.#mark({ id: row.id, as: decision.as, why: decision.why }, row);
    }
  }

  #mark(mark: Mark, row: Outgoing): void {
    const written = (): void => {
      this.#lines.done(row);
      this.#pump();
    };
    this.marks.add(mark, written, row.channel);
    this.#flushSoon();
  }

  /** The address waits, with everything behind this row, in the outbox: the table is the truth, not this memory. */
  #pause(
    row: Outgoing,
    decision: { readonly afterMs: number; readonly everyone: boolean; readonly why: string },
  ): void {
    const until = this.#shell.env.wall() + decision.afterMs;
    if (decision.everyone) this.#pauses.holdChannel(row.channel, until);
    for (const one of this.#lines.drop(row.addressId)) {
      this.#putBack(one, until, { why: decision.why, tried: one.id === row.id });
    }
    const timer = setTimeout(() => void this.wake(), decision.afterMs + FLUSH_AFTER);
    timer.unref();
  }

  #putBack(row: Outgoing, until: Instant, how: { readonly why: string; readonly tried: boolean }): void {
    this.#pauses.hold(row.addressId, until);
    const dueAt = this.#shell.env.now() + Math.max(0, until - this.#shell.env.wall());
    const mark = { id: row.id, as: 'pending', dueAt, ...how } as const;
    this.marks.add(mark, this.#pauses.putBack(row.addressId), row.channel);
    this.#flushSoon();
  }

  #flushSoon(ms = FLUSH_AFTER): void {
    this.#flushTimer ??= setTimeout(() => this.#flush(), ms);
  }

  #flush(): void {
    clearTimeout(this.#flushTimer);
    this.#flushTimer = undefined;
    if (this.#stopped) return;
    this.marks.flush().catch((error: unknown) => {
      this.#shell.log.error('outbox.mark-failed', { error: describeError(error) });
      this.#flushSoon(FLUSH_AGAIN_AFTER);
    });
  }
}
