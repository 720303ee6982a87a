/** The platform's clock: real time plus whatever a test has moved it by, or a frozen one. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  advance(ms: number): void;
}

export function createClock(base: () => number = Date.now): Clock {
  let moved = 0;
  return {
    now: () => base() + moved,
    advance(ms) {
      moved += ms;
    },
  };
}

/** Timers that all end when the double is closed, so that no test run is kept alive by one. */
export interface Timers {
  after(ms: number, run: () => void): () => void;
  clear(): void;
}

export function createTimers(): Timers {
  const pending = new Set<NodeJS.Timeout>();
  return {
    after(ms, run) {
      const timer = setTimeout(() => {
        pending.delete(timer);
        run();
      }, ms);
      pending.add(timer);
      return () => {
        pending.delete(timer);
        clearTimeout(timer);
      };
    },
    clear() {
      for (const timer of pending) clearTimeout(timer);
      pending.clear();
    },
  };
}
