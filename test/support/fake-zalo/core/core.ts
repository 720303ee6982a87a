import { randomBytes } from 'node:crypto';
import type { ChatRef, Update, ZaloEvent } from '../types.ts';
import { type Clock, createClock, createTimers, type Timers } from './clock.ts';
import { Events } from './events.ts';
import { Faults } from './faults.ts';
import { idCounter } from './ids.ts';
import { type Lost, Records } from './records.ts';
import { DEFAULTS, type Settings } from './settings.ts';
import { type Shown, Timeline } from './timeline.ts';
import { Updates } from './updates.ts';

export interface CoreOptions extends Partial<Settings> {
  readonly token?: string;
  /** Milliseconds since 1970; give a constant function for a clock that moves by `advance` alone. */
  readonly now?: () => number;
  /** How many real milliseconds a second of waiting takes: polls, retries, deadlines. */
  readonly secondMs?: number;
  /** How long `waitFor` waits before it gives up, in real milliseconds. */
  readonly waitMs?: number;
  /** A person's message is dated so much later than their last one, or now if that is later still; 1 ms when left out. */
  readonly sayStepMs?: number;
  /** Message ids follow from it; without one they are different each time. */
  readonly seed?: string;
}

export interface Chat {
  readonly ref: ChatRef;
  readonly timeline: Timeline;
  /** The bot has had an event from here: only then does it know the id. */
  known: boolean;
  /** One person more than the plan allows. */
  overCap: boolean;
  /** The date of the last message of a person. */
  lastSaid: number;
}

export interface Bot {
  readonly id: string;
  readonly account_name: string;
  readonly account_type: 'BASIC';
  readonly can_join_groups: boolean;
}

export interface WebhookTarget {
  readonly url: string;
  readonly secret: string;
  readonly updatedAt: number;
}

export interface Core {
  token: string;
  readonly bot: Bot;
  readonly settings: Settings;
  readonly secondMs: number;
  readonly waitMs: number;
  readonly sayStepMs: number;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly events: Events;
  readonly faults: Faults;
  readonly records: Records;
  readonly updates: Updates;
  readonly chats: Map<string, Chat>;
  webhook: WebhookTarget | undefined;
  /** getUpdates calls that are waiting. */
  openPolls: number;
  /** getUpdates calls since something new was handed out: with one, the bot has come back for more. */
  pollsSinceNews: number;
  /** Deliveries to the webhook that are not over, waiting retries among them. */
  inFlight: number;
  nextMessageId(): string;
  chat(id: string): Chat;
  addChat(ref: ChatRef): Chat;
  push(event: ZaloEvent): Update;
  lose(update: Update, why: Lost['why']): void;
  show(entry: Omit<Shown, 'index' | 'at' | 'tick'>): Shown;
}

// As the documentation writes them: no real token looks like this one.
export const DEFAULT_TOKEN = '1234567890123456789:fake-zalo-token-for-tests-only';
const BOT: Bot = {
  id: '1459232241454765289',
  account_name: 'bot.VDKyGxQvc',
  account_type: 'BASIC',
  can_join_groups: false,
};

export function createCore(options: CoreOptions = {}): Core {
  const settings: Settings = { ...DEFAULTS, ...pickSettings(options) };
  const chats = new Map<string, Chat>();
  const core: Core = {
    token: options.token ?? DEFAULT_TOKEN,
    bot: BOT,
    settings,
    secondMs: options.secondMs ?? 1000,
    waitMs: options.waitMs ?? 5000,
    sayStepMs: options.sayStepMs ?? 1,
    clock: createClock(options.now),
    timers: createTimers(),
    events: new Events(),
    faults: new Faults(),
    records: new Records(),
    updates: new Updates(settings),
    chats,
    webhook: undefined,
    openPolls: 0,
    pollsSinceNews: 1,
    inFlight: 0,
    nextMessageId: idCounter(options.seed ?? randomBytes(8).toString('hex')),
    chat(id) {
      const chat = chats.get(id);
      if (!chat) throw new Error(`there is no chat ${id}`);
      return chat;
    },
    addChat(ref) {
      const chat = chats.get(ref.id) ?? { ref, timeline: new Timeline(), known: false, overCap: false, lastSaid: 0 };
      chats.set(ref.id, chat);
      return chat;
    },
    push: (event) => push(core, event),
    lose(update, why) {
      core.records.lost.push({ update, why });
      core.events.emit({ type: 'lost', update });
    },
    show(entry) {
      const stamped = { ...entry, at: core.clock.now(), tick: performance.now() };
      const shown = core.chat(entry.chatId).timeline.add(stamped);
      core.events.emit({ type: 'shown', shown });
      return shown;
    },
  };
  return core;
}

/** Options that are settings; the others are about the double itself. */
export function pickSettings(options: CoreOptions): Partial<Settings> {
  const known = Object.entries(options).filter(([key, value]) => key in DEFAULTS && value !== undefined);
  return Object.fromEntries(known) as Partial<Settings>;
}

function push(core: Core, event: ZaloEvent): Update {
  const { records, events, settings, updates } = core;
  const chatId = textAt(event.message?.['chat'], 'id');
  records.pushed += 1;
  const messageId = textAt(event.message, 'message_id');
  const update: Update = { seq: records.pushed, event, chatId, messageId, at: core.clock.now() };
  const chat = chatId === undefined ? undefined : core.chats.get(chatId);
  if (chat && !chat.known && tooManyUsers(core)) chat.overCap = true;
  if (chat?.overCap && settings.overUsers === 'dropEvents') {
    core.lose(update, 'tooManyUsers');
    return update;
  }
  if (chat) chat.known = true;
  // Without a webhook, what nobody waits for may vanish.
  if (settings.mode === 'lossy' && !core.webhook && core.openPolls === 0) {
    core.lose(update, 'noPollOpen');
    return update;
  }
  updates.push(update);
  events.emit({ type: 'pushed', update });
  return update;
}

function tooManyUsers({ chats, settings }: Core): boolean {
  return [...chats.values()].filter(({ known }) => known).length >= settings.maxUsers;
}

function textAt(value: unknown, field: string): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const found = (value as Record<string, unknown>)[field];
  return typeof found === 'string' ? found : undefined;
}
