/** A gate that many go through at once, and that closes for those who want to be alone behind it: when all have left. */
export class Gate {
  #inside = 0;
  /** Who wants to be alone, or is. */
  #wanting = 0;
  #closed: { readonly until: Promise<void>; readonly open: () => void } | undefined;
  #empty = (): void => {};
  #last: Promise<unknown> = Promise.resolve();

  /** Waits while the gate is closed. */
  async through<R>(work: () => Promise<R>): Promise<R> {
    while (this.#closed !== undefined) await this.#closed.until;
    this.#inside += 1;
    try {
      return await work();
    } finally {
      this.#inside -= 1;
      if (this.#inside === 0) this.#empty();
    }
  }

  /** Closes the gate at once. One at a time, in the order of asking. */
  alone<R>(work: () => Promise<R>): Promise<R> {
    this.#wanting += 1;
    this.#closed ??= closed();
    const run = this.#last
      .then(() => this.#left())
      .then(work)
      .finally(() => this.#done());
    this.#last = run.catch(() => undefined);
    return run;
  }

  /** Nobody is inside any more. */
  #left(): Promise<void> {
    if (this.#inside === 0) return Promise.resolve();
    return new Promise((resolve) => {
      this.#empty = resolve;
    });
  }

  #done(): void {
    this.#wanting -= 1;
    if (this.#wanting > 0) return;
    this.#closed?.open();
    this.#closed = undefined;
  }
}

function closed(): { readonly until: Promise<void>; readonly open: () => void } {
  let open = (): void => {};
  const until = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { until, open };
}
