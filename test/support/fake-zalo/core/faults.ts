/** Rules that spoil the next call that fits. */

export const FAULT_KINDS = [
  // A refusal of the platform: nothing takes effect.
  'badRequest',
  'unauthorized',
  'forbidden',
  'notFound',
  'requestTimeout',
  'testLimit',
  'tooMany',
  'serverError',
  'webhookSet',
  // Somebody in between answers.
  'badGateway',
  'unavailable',
  'gatewayTimeout',
  'html200',
  // The connection.
  'resetBefore',
  'resetAfter',
  'halfOpen',
  'acceptThenSilence',
  'slowHeaders',
  'slowBody',
  'truncated',
  // A strange answer.
  'noResult',
  'refusedWith200',
] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];

export interface FaultRule {
  readonly kind: FaultKind;
  /** A method's name; every method when left out. */
  readonly method?: string;
  readonly chatId?: string;
  /** How many calls it spoils; 1 when left out, `Infinity` for all. */
  readonly count?: number;
  /** How many fitting calls pass unharmed first. */
  readonly skip?: number;
  /** Real milliseconds, for the slow kinds. */
  readonly ms?: number;
  /** Whether the call takes effect nevertheless. Each kind has its own usual answer. */
  readonly stored?: boolean;
  /** The words of the refusal, for kinds that are one. */
  readonly description?: string;
  /** A `Retry-After` header, in seconds. None is documented; a client should survive one. */
  readonly retryAfter?: number;
}

const STORED: ReadonlySet<FaultKind> = new Set([
  'resetAfter',
  'acceptThenSilence',
  'slowHeaders',
  'slowBody',
  'truncated',
  'noResult',
]);

export interface Fault extends FaultRule {
  readonly stored: boolean;
}

interface LiveRule {
  readonly rule: FaultRule;
  left: number;
  skip: number;
}

export class Faults {
  #rules: LiveRule[] = [];

  add(...rules: readonly FaultRule[]): void {
    for (const rule of rules) this.#rules.push({ rule, left: rule.count ?? 1, skip: rule.skip ?? 0 });
  }

  clear(): void {
    this.#rules = [];
  }

  get pending(): number {
    return this.#rules.length;
  }

  take(method: string, chatId: string | undefined): Fault | undefined {
    for (const live of this.#rules) {
      if (!fits(live.rule, method, chatId)) continue;
      if (live.skip > 0) {
        live.skip -= 1;
        continue;
      }
      live.left -= 1;
      if (live.left <= 0) this.#rules = this.#rules.filter((other) => other !== live);
      return { ...live.rule, stored: live.rule.stored ?? STORED.has(live.rule.kind) };
    }
    return undefined;
  }
}

function fits(rule: FaultRule, method: string, chatId: string | undefined): boolean {
  return (rule.method === undefined || rule.method === method) && (rule.chatId === undefined || rule.chatId === chatId);
}
