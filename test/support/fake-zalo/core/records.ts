import type { Payload, Update } from '../types.ts';
import type { FaultKind } from './faults.ts';

/** Everything that happened at the double, for a test to look at afterwards. */

export interface CallRecord {
  readonly seq: number;
  readonly method: string;
  readonly payload: Payload;
  readonly chatId: string | undefined;
  /** Milliseconds of the platform's clock. */
  readonly at: number;
  /** `performance.now()` when the request was complete. */
  readonly tick: number;
  /** The call took effect, whatever became of its answer. */
  accepted: boolean;
  /** The error_code of the answer, 200, or 0 when there was none. */
  code: number;
  messageId: string | undefined;
  fault: FaultKind | undefined;
  /** The answer was handed to the network in full; undefined while that is not known yet. */
  delivered: boolean | undefined;
  /** A person can see it: a voice to a group is accepted and never arrives. */
  visible: boolean;
  /** What the platform found when it fetched the picture. */
  readonly fetches: Fetched[];
}

export interface Fetched {
  readonly method: 'GET' | 'HEAD';
  readonly status: number;
  readonly contentType: string;
  readonly bytes: number;
}

/** Something a client did that no documentation of the platform allows. */
export interface Violation {
  readonly method: string;
  readonly what: string;
}

/** The bot was told, or could have been. */
export interface HandOut {
  readonly update: Update;
  readonly by: 'poll' | 'webhook';
  /** It had been handed out before. */
  readonly again: boolean;
  /** The whole answer left, or the webhook said 2xx; undefined while that is not known. */
  delivered: boolean | undefined;
}

/** One request to the webhook. */
export interface Delivery {
  /** Undefined for a probe. */
  readonly update: Update | undefined;
  readonly attempt: number;
  readonly at: number;
  /** What the bot answered; 0 while it has not, or when there was no answer. */
  status: number;
}

export const LOSSES = ['noPollOpen', 'pollAborted', 'answerBroken', 'webhookGaveUp', 'tooManyUsers'] as const;
type Loss = (typeof LOSSES)[number];

export interface Lost {
  readonly update: Update;
  readonly why: Loss;
}

export function complaint(violations: readonly Violation[]): string {
  const lines = new Set(violations.map(({ method, what }) => `${method}: ${what}`));
  return `the bot did what the platform does not document:\n${[...lines].join('\n')}`;
}

const SENDS = /^send(Message|Photo|Sticker|Voice)$/;

export class Records {
  readonly calls: CallRecord[] = [];
  readonly handedOut: HandOut[] = [];
  readonly lost: Lost[] = [];
  readonly violations: Violation[] = [];
  readonly deliveries: Delivery[] = [];
  /** The most getUpdates that were open at one time. */
  mostPolls = 0;
  pushed = 0;
  readonly #told = new WeakSet<Update>();

  call(call: Pick<CallRecord, 'method' | 'payload' | 'chatId' | 'at'>): CallRecord {
    const fresh = { accepted: false, code: 0, messageId: undefined, fault: undefined, delivered: undefined };
    const seen = { tick: performance.now(), visible: false, fetches: [] };
    const record: CallRecord = { seq: this.calls.length + 1, ...call, ...fresh, ...seen };
    this.calls.push(record);
    return record;
  }

  /** Accepted messages, of one chat or of all. */
  sent(chatId?: string): CallRecord[] {
    return this.calls.filter(
      (call) => call.accepted && SENDS.test(call.method) && (chatId === undefined || call.chatId === chatId),
    );
  }

  handOut(update: Update, by: HandOut['by']): HandOut {
    const again = this.#told.has(update);
    this.#told.add(update);
    const record: HandOut = { update, by, again, delivered: undefined };
    this.handedOut.push(record);
    return record;
  }

  violate(method: string, what: string): void {
    this.violations.push({ method, what });
  }

  clear(): void {
    for (const list of [this.calls, this.handedOut, this.lost, this.violations, this.deliveries]) list.length = 0;
    this.mostPolls = 0;
    this.pushed = 0;
  }
}
