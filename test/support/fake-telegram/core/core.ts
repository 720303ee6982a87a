import type { Payload, UserInfo } from '../types.ts';
import { type Clock, createClock, createTimers, type Timers } from './clock.ts';
import { Events } from './events.ts';
import { expiresAt, queueKey } from './expiry.ts';
import { Faults } from './faults.ts';
import { type LimitOptions, Limits, PUBLISHED_LIMITS } from './limits.ts';
import { type QueuedUpdate, UpdateQueue } from './queue.ts';
import { type Confirmed, Records } from './record.ts';
import type { Shown } from './timeline.ts';
import { World } from './world.ts';

export interface CoreOptions {
  readonly token?: string;
  readonly botUsername?: string;
  readonly firstUpdateId?: number;
  /** Real milliseconds since 1970 the clock starts from; give a constant function for a frozen clock. */
  readonly now?: () => number;
  /** How many real milliseconds a second of waiting takes (long polls, 409 delays, webhook retries). */
  readonly secondMs?: number;
  /** The platform's seconds between two messages of one person. */
  readonly sayStepSeconds?: number;
  /** `true` switches on the published rates. Off by default. */
  readonly limits?: LimitOptions | boolean;
  /** Whether a message to a chat nobody created is refused or creates it. */
  readonly unknownChats?: 'refuse' | 'create';
  /** A repeated offset within half a second gets one update, as on the real server. On by default. */
  readonly pollingPenalty?: boolean;
  /** Real milliseconds before attempt n+1 of a webhook delivery; n starts at 1. */
  readonly webhookRetryMs?: (attempt: number) => number;
  /** How long `waitFor` waits before it gives up. */
  readonly waitMs?: number;
}

export interface Core {
  readonly token: string;
  readonly bot: UserInfo;
  readonly options: Required<Omit<CoreOptions, 'limits' | 'now' | 'token' | 'botUsername' | 'firstUpdateId'>>;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly queue: UpdateQueue;
  readonly world: World;
  readonly records: Records;
  readonly faults: Faults;
  readonly limits: Limits;
  readonly events: Events;
  /** Settings a bot stores: commands by scope and language, names, descriptions. */
  readonly settings: Map<string, unknown>;
  push(kind: string, body: Payload): QueuedUpdate;
  /** The bot has them for good. */
  confirmed(updates: readonly QueuedUpdate[], by: Confirmed['by']): void;
  /** They were never fetched in time. */
  expired(updates: readonly QueuedUpdate[]): void;
  show(shown: Omit<Shown, 'index' | 'at' | 'tick'>): Shown;
}

export const DEFAULT_TOKEN = '7000000001:AAfake-token-for-tests-only_000000000';

export function createCore(options: CoreOptions = {}): Core {
  const token = options.token ?? DEFAULT_TOKEN;
  const clock = createClock(options.now);
  const queue = new UpdateQueue(options.firstUpdateId ?? 500_000_001);
  const [world, records, events] = [new World(), new Records(), new Events()];
  return {
    token,
    bot: botUser(token, options.botUsername ?? 'tusoi_thu_bot'),
    options: withDefaults(options),
    clock,
    timers: createTimers(),
    queue,
    world,
    records,
    faults: new Faults(),
    limits: new Limits(options.limits === true ? PUBLISHED_LIMITS : options.limits || {}),
    events,
    settings: new Map(),
    push(kind, body) {
      const key = queueKey(kind, body, queue.tail);
      const update = queue.push({ kind, body, expiresAt: expiresAt(kind, body, clock.now()), key });
      if (!update) throw new Error('the queue of updates is full: the platform would drop this one');
      records.counts.pushed += 1;
      events.emit({ type: 'pushed', update });
      return update;
    },
    confirmed(updates, by) {
      if (updates.length === 0) return;
      records.confirm(updates, by, clock.now());
      events.emit({ type: 'confirmed', updates });
    },
    expired(updates) {
      if (updates.length === 0) return;
      records.expired.push(...updates);
      events.emit({ type: 'expired', updates });
    },
    show(entry) {
      const { timeline } = world.chat(entry.chatId);
      const { kind, chatId, messageId, text, buttons, method } = entry;
      const stamps = { at: clock.now(), tick: performance.now(), index: timeline.entries.length };
      const shown: Shown = { kind, chatId, messageId, text, buttons, method, ...stamps };
      timeline.add(shown);
      events.emit({ type: 'shown', shown });
      return shown;
    },
  };
}

function botUser(token: string, username: string): UserInfo {
  return { id: Number(token.split(':')[0]), is_bot: true, first_name: 'Tự soi, tự sửa', username };
}

function withDefaults(options: CoreOptions): Core['options'] {
  return {
    secondMs: options.secondMs ?? 1000,
    sayStepSeconds: options.sayStepSeconds ?? 30,
    unknownChats: options.unknownChats ?? 'refuse',
    pollingPenalty: options.pollingPenalty ?? true,
    webhookRetryMs: options.webhookRetryMs ?? ((attempt) => (attempt === 1 ? 0 : Math.min(2 ** attempt, 50))),
    waitMs: options.waitMs ?? 5000,
  };
}
