/** Sends what waits: in order, one at a time, under its key until the server has it. */
import type { Problem, Sending } from '../../channels/web/protocol.ts';
import type { Outcome } from './outcome.ts';
import type { Queue } from './queue.ts';

export interface SenderPorts {
  readonly queue: Queue;
  readonly post: (sending: Sending) => Promise<Outcome>;
  /** Runs alone among the tabs of this browser, where the browser can see to that. */
  readonly alone: (run: () => Promise<void>) => Promise<void>;
  readonly pause: (ms: number) => Promise<void>;
  readonly on: {
    sending(sending: Sending): void;
    waiting(sending: Sending): void;
    taken(sending: Sending): void;
    refused(sending: Sending, problem: Problem): void;
    signedOut(): void;
  };
}

export interface Sender {
  /** Something was added, or the network is back. */
  wake(): void;
  stop(): void;
}

const FIRST_PAUSE = 1_000;
const LONGEST_PAUSE = 30_000;

export function startSender(ports: SenderPorts): Sender {
  const sender = new Running(ports);
  return { wake: () => sender.wake(), stop: () => sender.stop() };
}

class Running {
  readonly #ports: SenderPorts;
  #running = false;
  #stopped = false;
  #woken = false;
  #interrupt = (): void => {};

  constructor(ports: SenderPorts) {
    this.#ports = ports;
  }

  wake(): void {
    this.#woken = true;
    this.#interrupt();
    if (this.#running || this.#stopped) return;
    this.#running = true;
    void this.#run().finally(() => {
      this.#running = false;
      if (this.#woken) this.wake();
    });
  }

  stop(): void {
    this.#stopped = true;
    this.#interrupt();
  }

  async #run(): Promise<void> {
    let pause = FIRST_PAUSE;
    while (!this.#stopped) {
      this.#woken = false;
      const wait = await this.#drain();
      if (wait === undefined || this.#stopped) return;
      await this.#rest(wait === 'unknown' ? pause : wait);
      pause = this.#woken ? FIRST_PAUSE : Math.min(pause * 2, LONGEST_PAUSE);
    }
  }

  /** Undefined when nothing waits; else how long to wait before the next attempt. */
  async #drain(): Promise<number | 'unknown' | undefined> {
    let wait: number | 'unknown' | undefined;
    await this.#ports.alone(async () => {
      for (;;) {
        const next = this.#next();
        if (next === undefined) return;
        const outcome = await this.#send(next);
        if (outcome.kind === 'later') {
          wait = outcome.after ?? 'unknown';
          return;
        }
      }
    });
    return wait;
  }

  #next(): Sending | undefined {
    return this.#stopped ? undefined : this.#ports.queue.all().find(({ problem }) => problem === undefined);
  }

  async #send({ key, input }: Sending): Promise<Outcome> {
    const { queue, on } = this.#ports;
    const sending = { key, input };
    on.sending(sending);
    const outcome = await this.#ports.post(sending);
    if (outcome.kind === 'taken') {
      queue.remove(key);
      on.taken(sending);
    } else if (outcome.kind === 'refused') {
      queue.refuse(key, outcome.problem);
      on.refused(sending, outcome.problem);
    } else if (outcome.kind === 'later') {
      on.waiting(sending);
    } else {
      this.stop();
      on.signedOut();
    }
    return outcome;
  }

  /** Ends early when woken. */
  #rest(ms: number): Promise<void> {
    const woken = new Promise<void>((resolve) => {
      this.#interrupt = resolve;
    });
    return Promise.race([this.#ports.pause(ms), woken]);
  }
}
