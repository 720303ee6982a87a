import type { Update } from '../types.ts';
import type { Settings } from './settings.ts';

/** Events that wait for the bot, and those it could be told again. */
export class Updates {
  readonly #settings: Settings;
  #fresh: Update[] = [];
  #told: { readonly update: Update; left: number }[] = [];
  #cursor = 0;

  constructor(settings: Settings) {
    this.#settings = settings;
  }

  get waiting(): number {
    return this.#fresh.length;
  }

  push(update: Update): void {
    this.#fresh.push(update);
  }

  /** A client that went away before it was told has not consumed. */
  putBack(update: Update): void {
    this.#fresh.unshift(update);
  }

  /** Takes everything that was never told, as a webhook does. */
  drain(): Update[] {
    return this.#fresh.splice(0);
  }

  /** What the next poll is told at once; undefined when it has to wait. */
  next(): Update | undefined {
    const { mode, replayOrder } = this.#settings;
    if (mode !== 'replay') return this.#fresh.shift();
    const freshTurn = replayOrder !== 'circle' || this.#cursor >= this.#told.length;
    const fresh = freshTurn ? this.#fresh.shift() : undefined;
    if (fresh === undefined) return this.#again(replayOrder === 'latest');
    if (this.#settings.replayTimes > 0) this.#told.push({ update: fresh, left: this.#settings.replayTimes });
    this.#cursor = this.#told.length;
    return fresh;
  }

  clear(): void {
    this.#fresh = [];
    this.#told = [];
    this.#cursor = 0;
  }

  #again(latest: boolean): Update | undefined {
    if (this.#told.length === 0) return undefined;
    if (this.#cursor >= this.#told.length) this.#cursor = 0;
    const at = latest ? this.#told.length - 1 : this.#cursor;
    const told = this.#told[at];
    if (told === undefined) return undefined;
    told.left -= 1;
    if (told.left <= 0) this.#told.splice(at, 1);
    else if (!latest) this.#cursor += 1;
    return told.update;
  }
}
