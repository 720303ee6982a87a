/** How many messages are in the air, and waiting until they have landed. */

export class InFlight {
  #count = 0;
  #waiters: (() => void)[] = [];

  get count(): number {
    return this.#count;
  }

  begin(): void {
    this.#count += 1;
  }

  end(): void {
    this.#count -= 1;
    if (this.#count === 0) this.#wake();
  }

  /** Resolves when nothing is in the air. */
  async none(): Promise<void> {
    if (this.#count > 0) await new Promise<void>((resolve) => this.#waiters.push(resolve));
  }

  /** Resolves when nothing is in the air any more, or after `ms`: false when something still is. */
  async landed(ms: number): Promise<boolean> {
    let patient = true;
    const timer = setTimeout(() => {
      patient = false;
      this.#wake();
    }, ms);
    while (this.#count > 0 && patient) await this.none();
    clearTimeout(timer);
    return this.#count === 0;
  }

  #wake(): void {
    const waiters = this.#waiters;
    this.#waiters = [];
    for (const resolve of waiters) resolve();
  }
}
