/** The dispatcher: sends what is in the outbox, in order per address, within the limits of each channel, answers first. */
import type { AddressId } from '../../lib/ids.ts';
import type { Instant } from '../../lib/env.ts';
import { describeError } from '../../lib/describe-error.ts';
import { eq } from 'drizzle-orm';
import { moveAddress, markGone } from '../incoming/people.ts';
import type { Shell } from '../shell.ts';
import { Bucket, type Limits } from './bucket.ts';
import { claimDue, recover } from './claims.ts';
import { Lines } from './lines.ts';
import { Marks } from './marks.ts';
import { type Decision, decide } from './outcome.ts';
import type { Mark, Outgoing } from './outbox.ts';

export interface DispatcherOptions {
  readonly owner: string;
  /** Limits of a channel; undefined = none. */
  limits(channel: string): Limits | undefined;
}

/** Sends in the air at once. */
const MOST_IN_FLIGHT = 64;
const CLAIM_AT_ONCE = 60;
const FLUSH_AFTER = 15;
const LOOK_EVERY = 500;

export class Dispatcher {
  readonly marks: Marks;
  readonly #shell: Shell;
  readonly #options: DispatcherOptions;
  readonly #lines = new Lines();
  readonly #all = new Map<string, Bucket>();
  readonly #chats = new Map<AddressId, Bucket>();
  readonly #pausedChats = new Map<AddressId, Instant>();
  readonly #pausedChannels = new Map<string, Instant>();
  #inFlight = 0;
  #running = false;
  #claiming: Promise<boolean> | undefined;
  #pumpTimer: NodeJS.Timeout | undefined;
  #flushTimer: NodeJS.Timeout | undefined;
  #lookTimer: NodeJS.Timeout | undefined;
  #waiters: (() => void)[] = [];

  constructor(shell: Shell, options: DispatcherOptions) {
    this.#shell = shell;
    this.#options = options;
    this.marks = new Marks(shell.db, shell.env);
  }

  /** Takes over what a dead process left, then sends whatever is due from now on. */
  async start(): Promise<void> {
    const orphans = await recover(this.#shell, this.#options.owner);
    if (orphans > 0) this.#shell.log.warn('outbox.recovered', { rows: orphans });
    this.#running = true;
    this.#lookTimer = setInterval(() => void this.wake(), LOOK_EVERY);
    this.#lookTimer.unref();
    await this.wake();
  }

  /** Rows just committed as 'sending' by this process. */
  accept(rows: readonly Outgoing[]): void {
    for (const row of rows) {
      const until = this.#pausedUntil(row);
      if (!this.#running || until > this.#shell.env.wall()) this.#putBack(row, until - this.#shell.env.wall(), { why: 'behind a paused message', tried: false });
      else this.#lines.add(row);
    }
    this.#pump();
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
      await this.#idle();
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
    clearTimeout(this.#pumpTimer);
    await this.#claiming;
    while (this.#inFlight > 0) await new Promise<void>((resolve) => this.#waiters.push(resolve));
    clearTimeout(this.#flushTimer);
    await this.marks.flush();
    for (const head of [...this.#lines.heads()]) {
      for (const row of this.#lines.drop(head.addressId)) this.#putBack(row, 0, { why: 'stopped', tried: false });
    }
    clearTimeout(this.#flushTimer);
    await this.marks.flush();
  }

  async #claim(): Promise<boolean> {
    if (!this.#running || this.#lines.size >= CLAIM_AT_ONCE) return false;
    const now = this.#shell.env.wall();
    const free = (address: AddressId): boolean => !this.#lines.has(address) && (this.#pausedChats.get(address) ?? 0) <= now;
    try {
      const { rows, more } = await claimDue(this.#shell, this.#options.owner, { limit: CLAIM_AT_ONCE, free });
      for (const row of rows) this.#lines.add(row);
      this.#pump();
      return more;
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
    while (this.#running && this.#inFlight < MOST_IN_FLIGHT) {
      const row = this.#lines.next(may);
      if (row === undefined) break;
      void this.#send(row);
    }
    if (Number.isFinite(wait) && this.#running) this.#pumpTimer = setTimeout(() => this.#pump(), wait);
    if (this.#inFlight === 0) this.#wakeWaiters();
    if (this.#running && this.#lines.size < CLAIM_AT_ONCE / 2 && this.#claimedOften) void this.wake();
  }

  /** While rows of a broadcast wait in the table, the next ones are fetched before memory runs dry. */
  get #claimedOften(): boolean {
    return this.#all.size > 0 && this.#lines.size > 0;
  }

  /** 0 when the row may go now (its tokens are then taken), else how long to wait. */
  #waitFor(row: Outgoing): number {
    const now = this.#shell.env.wall();
    const paused = this.#pausedChannels.get(row.channel) ?? 0;
    if (paused > now) return paused - now;
    const limits = this.#options.limits(row.channel);
    if (limits === undefined) return 0;
    const all = this.#all.get(row.channel) ?? new Bucket(limits.all, now);
    this.#all.set(row.channel, all);
    const chat = this.#chats.get(row.addressId) ?? new Bucket(limits.chat, now);
    this.#chats.set(row.addressId, chat);
    const wait = Math.max(all.wait(now), chat.wait(now));
    if (wait > 0) return wait;
    all.take(now);
    chat.take(now);
    if (this.#chats.size > 5_000) this.#forgetFull(now);
    return 0;
  }

  #forgetFull(now: Instant): void {
    for (const [address, bucket] of this.#chats) if (bucket.full(now)) this.#chats.delete(address);
  }

  async #send(row: Outgoing): Promise<void> {
    this.#inFlight += 1;
    const channel = this.#shell.channels.get(row.channel);
    try {
      const result = channel === undefined ? { outcome: 'refused' as const, why: 'this channel is not running' } : await channel.send(row.platformId, row.call);
      await this.#apply(row, decide(row, result));
    } catch (error) {
      this.#shell.log.error('outbox.send-failed', { channel: row.channel, error: describeError(error) });
      this.#mark({ id: row.id, as: 'unknown', why: 'unknown: the channel failed' }, row);
    } finally {
      this.#inFlight -= 1;
      this.#pump();
    }
  }

  async #apply(row: Outgoing, decision: Decision): Promise<void> {
    switch (decision.do) {
      case 'sent':
        return this.#mark({ id: row.id, as: 'sent', messageId: decision.messageId }, row);
      case 'again': {
        this.#shell.log.info('outbox.again', { channel: row.channel, afterMs: decision.afterMs, why: decision.why });
        return this.#pause(row, decision);
      }
      case 'move':
        await this.#move(row, decision.to);
        return this.#pause(row, { afterMs: 0, everyone: false, why: 'moved' });
      case 'close':
        this.#shell.log.warn('outbox.closed', { channel: row.channel, lane: row.lane, as: decision.as, why: decision.why });
        if (decision.as === 'gone') return this.#gone(row, decision.why);
        return this.#mark({ id: row.id, as: decision.as, why: decision.why }, row);
    }
  }

  #mark(mark: Mark, row: Outgoing): void {
    this.marks.add(mark, () => {
      this.#lines.done(row);
      this.#pump();
    });
    this.#flushSoon();
  }

  /** The address waits, with everything behind this row, in the outbox: the table is the truth, not this memory. */
  #pause(row: Outgoing, decision: { readonly afterMs: number; readonly everyone: boolean; readonly why: string }): void {
    const until = this.#shell.env.wall() + decision.afterMs;
    if (decision.everyone) this.#pausedChannels.set(row.channel, until);
    else this.#pausedChats.set(row.addressId, until);
    for (const one of this.#lines.drop(row.addressId)) {
      this.#putBack(one, decision.afterMs, { why: decision.why, tried: one.id === row.id });
    }
    const timer = setTimeout(() => {
      if ((this.#pausedChats.get(row.addressId) ?? 0) <= this.#shell.env.wall()) this.#pausedChats.delete(row.addressId);
      void this.wake();
    }, decision.afterMs + 1);
    timer.unref();
  }

  #pausedUntil(row: Outgoing): Instant {
    return Math.max(this.#pausedChats.get(row.addressId) ?? 0, this.#pausedChannels.get(row.channel) ?? 0);
  }

  #putBack(row: Outgoing, afterMs: number, how: { readonly why: string; readonly tried: boolean }): void {
    this.marks.add({ id: row.id, as: 'pending', dueAt: this.#shell.env.now() + Math.max(0, afterMs), ...how }, () => {});
    this.#flushSoon();
  }

  async #gone(row: Outgoing, why: string): Promise<void> {
    await this.#shell.db.transact((c) => markGone(c, row.addressId, why, this.#shell.env.now()));
    for (const one of this.#lines.drop(row.addressId)) this.marks.add({ id: one.id, as: 'gone', why }, () => {});
    this.#flushSoon();
  }

  async #move(row: Outgoing, to: string): Promise<void> {
    await this.#shell.db.transact(async (c) => {
      await moveAddress(c, row.addressId, to);
      await c.tx.update(c.t.outbox).set({ platformId: to }).where(eq(c.t.outbox.addressId, row.addressId));
    });
  }

  #flushSoon(): void {
    this.#flushTimer ??= setTimeout(() => {
      this.#flushTimer = undefined;
      this.marks.flush().catch((error: unknown) => {
        this.#shell.log.error('outbox.mark-failed', { error: describeError(error) });
        this.#flushSoon();
      });
    }, FLUSH_AFTER);
  }

  async #idle(): Promise<void> {
    if (this.#inFlight > 0) await new Promise<void>((resolve) => this.#waiters.push(resolve));
  }

  #wakeWaiters(): void {
    const waiters = this.#waiters;
    this.#waiters = [];
    for (const resolve of waiters) resolve();
  }
}
