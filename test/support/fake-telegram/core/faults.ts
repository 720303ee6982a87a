/** Faults by rule: the first rule that fits a call is used up by it and says how the call goes wrong. */

export const FAULT_KINDS = [
  'tooMany',
  'serverError',
  'badGateway',
  'unavailable',
  'html200',
  'resetBefore',
  'resetAfter',
  'slowHeaders',
  'slowBody',
  'halfOpen',
  'truncated',
  'blocked',
  'chatNotFound',
  'unauthorized',
  'conflict',
] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];

export interface FaultRule {
  readonly kind: FaultKind;
  /** A method's name in any case; every method when left out. */
  readonly method?: string;
  readonly chatId?: number;
  /** How many calls it spoils; 1 when left out, `Infinity` for all. */
  readonly count?: number;
  /** How many fitting calls pass unharmed first. */
  readonly skip?: number;
  /** Seconds, for `tooMany`. */
  readonly retryAfter?: number;
  /** Real milliseconds, for the slow kinds. */
  readonly ms?: number;
  /** Whether the call takes effect nevertheless. Each kind has its own usual answer. */
  readonly stored?: boolean;
}

// What happens to the message when the answer goes wrong this way, unless the rule says otherwise.
const STORED: ReadonlySet<FaultKind> = new Set(['resetAfter', 'slowHeaders', 'slowBody', 'truncated']);

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

  take(method: string, chatId: number | undefined): Fault | undefined {
    if (this.#rules.length === 0) return undefined;
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

function fits(rule: FaultRule, method: string, chatId: number | undefined): boolean {
  const sameMethod = rule.method === undefined || rule.method.toLowerCase() === method.toLowerCase();
  return sameMethod && (rule.chatId === undefined || rule.chatId === chatId);
}
