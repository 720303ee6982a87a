/** A gate that many go through at once, and that one can close: behind it when all have left, with nobody coming in. */
export class Gate {
  #inside = 0;
  #closed: Promise<void> | undefined;
  #empty: (() => void) | undefined;
  #alone: Promise<unknown> = Promise.resolve();

  /** Waits while the gate is closed. */
  async through<R>(work: () => Promise<R>): Promise<R> {
    while (this.#closed !== undefined) await this.#closed;
    this.#inside += 1;
    try {
      return await work();
    } finally {
      this.#inside -= 1;
      if (this.#inside === 0) this.#empty?.();
    }
  }

  /** One at a time, in the order of asking. */
  alone<R>(work: () => Promise<R>): Promise<R> {
    const before = this.#alone;
    const run = (async (): Promise<R> => {
      await before.catch(() => undefined);
      let open = (): void => {};
      this.#closed = new Promise<void>((resolve) => {
        open = resolve;
      });
      try {
        if (this.#inside > 0)
          await new Promise<void>((resolve) => {
            this.#empty = resolve;
          });
        return await work();
      } finally {
        this.#empty = undefined;
        this.#closed = undefined;
        open();
      }
    })();
    this.#alone = run.catch(() => undefined);
    return run;
  }
}
