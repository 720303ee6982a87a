/**
 * Server-sent events that come back by themselves: at once when the network does, else after growing pauses. The browser's own
 * way of reconnecting gives up after an answer that is no stream, which is what a restarting server behind a proxy gives.
 */
import { spread, ticks } from '../browser.ts';
import type { Link } from './state.ts';

export interface StreamOptions {
  /** Asked for before each attempt: it tells after what the stream is to go on. */
  readonly address: () => string;
  /** Answers 401 when one is signed out: the stream itself does not tell a script why it was refused. */
  readonly probe: string;
  readonly events: Readonly<Record<string, (data: string, id: string) => void>>;
  readonly link: (link: Link) => void;
}

const FIRST_PAUSE = 1_000;
const LONGEST_PAUSE = 30_000;
/** A connection that has not been answered by then never will be. */
const PATIENCE = 15_000;
/** Hidden for longer than this, a phone may have dropped the connection without telling. */
const ASLEEP = 30_000;

export function openStream(options: StreamOptions): () => void {
  const stream = new Stream(options);
  stream.connect();
  return () => stream.close();
}

class Stream {
  readonly #options: StreamOptions;
  #source: EventSource | undefined;
  #timer: number | undefined;
  #pause = FIRST_PAUSE;
  #hiddenSince: number | undefined;
  readonly #watched = new AbortController();

  constructor(options: StreamOptions) {
    this.#options = options;
    const { signal } = this.#watched;
    window.addEventListener('online', () => this.#again(), { signal });
    window.addEventListener('offline', () => this.#lost(), { signal });
    // A page that comes back out of the browser's own memory has lost its connection.
    window.addEventListener('pageshow', (event) => event.persisted && this.#again(), { signal });
    document.addEventListener('visibilitychange', () => this.#seen(), { signal });
  }

  connect(): void {
    this.#drop();
    const source = new EventSource(this.#options.address());
    this.#source = source;
    this.#timer = window.setTimeout(() => this.#lost(), PATIENCE);
    source.onopen = () => {
      window.clearTimeout(this.#timer);
      this.#pause = FIRST_PAUSE;
      this.#options.link('open');
    };
    source.onerror = () => void this.#failed(source);
    for (const [name, hear] of Object.entries(this.#options.events)) {
      source.addEventListener(name, (event: MessageEvent<string>) => hear(event.data, event.lastEventId));
    }
    source.addEventListener('ended', () => this.#ended());
  }

  /** There is reason to hope: at once, and if that fails after a short pause again. */
  #again(): void {
    this.#pause = FIRST_PAUSE;
    this.connect();
  }

  close(): void {
    this.#watched.abort();
    this.#drop();
  }

  async #failed(source: EventSource): Promise<void> {
    if (source !== this.#source) return;
    const refused = source.readyState === EventSource.CLOSED;
    this.#lost();
    if (refused && (await this.#signedOut())) this.#ended();
  }

  /** Closes, says so, and tries again later. */
  #lost(): void {
    this.#drop();
    this.#options.link('lost');
    this.#timer = window.setTimeout(() => this.connect(), spread(this.#pause));
    this.#pause = Math.min(this.#pause * 2, LONGEST_PAUSE);
  }

  async #signedOut(): Promise<boolean> {
    try {
      return (await fetch(this.#options.probe, { cache: 'no-store' })).status === 401;
    } catch {
      return false;
    }
  }

  #ended(): void {
    this.close();
    this.#options.link('ended');
  }

  #seen(): void {
    if (document.visibilityState === 'hidden') {
      this.#hiddenSince = ticks();
      return;
    }
    const slept = this.#hiddenSince !== undefined && ticks() - this.#hiddenSince > ASLEEP;
    this.#hiddenSince = undefined;
    if (slept) this.#again();
  }

  #drop(): void {
    window.clearTimeout(this.#timer);
    this.#source?.close();
    this.#source = undefined;
  }
}
