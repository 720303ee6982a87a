/** A chat on this page: what it knows, and what can be done in it. The components draw its state and call it. */
import type { Entry, Problem, Sending } from '../../channels/web/protocol.ts';
import { newKey } from '../browser.ts';
import { localShelf } from '../storage.ts';
import { Files } from './files.ts';
import type { Heard, Line } from './line.ts';
import { type Captioned, postJson } from './post.ts';
import { concerns, openQueue, type Queue } from './queue.ts';
import { type Sender, startSender } from './sender.ts';
import { type Change, type ChatState, changed, EMPTY_CHAT, lastNumber } from './state.ts';

/** A refused text goes back to where it was written. */
export type OnRefused = (sending: Sending, problem: Problem) => void;

/** Entries that come together are reported together. */
const REPORT_AFTER = 300;

export class ChatModel {
  readonly line: Line;
  state: ChatState = EMPTY_CHAT;
  onRefused: OnRefused = () => {};
  /** The same for the words that were written with a picture, when that did not go. */
  onReturned: (caption: string) => void = () => {};
  readonly #listeners = new Set<() => void>();
  readonly #files: Files;
  #queue: Queue | undefined;
  #sender: Sender | undefined;
  #chat = '';
  #drawing = false;
  #reported = 0;
  #reporting: number | undefined;

  constructor(line: Line) {
    this.line = line;
    this.#files = new Files({
      address: `${line.base}/files`,
      alone,
      pause,
      on: {
        changed: (upload) => this.#change({ kind: 'upload', upload }),
        gone: (key) => this.#change({ kind: 'undone', key }),
        returned: (caption) => this.onReturned(caption),
        signedOut: () => this.#hear({ kind: 'link', link: 'ended' }),
      },
    });
  }

  /** Listens to the line and sends what waits, until the returned function is called. */
  start(): () => void {
    const stopListening = this.line.listen(
      (heard) => this.#hear(heard),
      () => lastNumber(this.state),
    );
    const watched = new AbortController();
    const { signal } = watched;
    window.addEventListener('storage', ({ key }) => concerns(key, this.#chat) && this.#sync(), { signal });
    window.addEventListener('online', () => this.#sender?.wake(), { signal });
    return () => {
      watched.abort();
      stopListening();
      this.#sender?.stop();
      window.clearTimeout(this.#reporting);
    };
  }

  /** Calls `draw` after changes; several changes in a row make one call. */
  watch(draw: () => void): () => void {
    this.#listeners.add(draw);
    return () => this.#listeners.delete(draw);
  }

  /** False while it is not known whose chat this is. */
  get ready(): boolean {
    return this.#queue !== undefined;
  }

  say(text: string): void {
    this.#add({ kind: 'text', text });
  }

  amend(of: number, text: string): void {
    this.#add({ kind: 'amend', of, text });
  }

  choose(prompt: string, choice: string): void {
    const again = this.state.doing.some(
      ({ input, phase }) => input.kind === 'choice' && input.prompt === prompt && phase !== 'refused',
    );
    if (!again) this.#add({ kind: 'choice', prompt, choice });
  }

  /** Takes back what waits, or puts away what was refused. */
  undo(key: string): void {
    this.#queue?.remove(key);
    this.#files.undo(key);
    this.#change({ kind: 'undone', key });
  }

  upload(captioned: Captioned): void {
    this.#files.add(newKey(), captioned);
  }

  retryUpload(key: string): void {
    this.#files.retry(key);
  }

  /** False when they could not be had. */
  async earlier(): Promise<boolean> {
    const before = this.state.entries[0]?.n ?? 1;
    try {
      const answer = await fetch(`${this.line.base}/earlier?before=${before}`, { cache: 'no-store' });
      if (!answer.ok) return false;
      const { entries } = (await answer.json()) as { readonly entries: readonly Entry[] };
      this.#change({ kind: 'earlier', entries });
      return true;
    } catch {
      return false;
    }
  }

  #hear(heard: Heard): void {
    this.#change(heard);
    if (heard.kind === 'hello') this.#open(heard.hello.chat);
    else if (heard.kind === 'entry') this.#report();
    else if (heard.link === 'open') this.#reopened();
    else if (heard.link === 'ended') this.#ended();
  }

  #open(chat: string): void {
    if (chat === this.#chat) return;
    this.#sender?.stop();
    this.#chat = chat;
    const queue = openQueue(localShelf(), chat);
    this.#queue = queue;
    this.#sync();
    this.#sender = startSender({
      queue,
      post: (sending) => postJson(`${this.line.base}/send`, sending),
      alone: async (run) => {
        await this.#files.settled();
        await alone(`tusoi:sending:${chat}`, run);
      },
      pause,
      on: {
        sending: (sending) => this.#change({ kind: 'doing', doing: { ...sending, phase: 'sending' } }),
        waiting: (sending) => this.#change({ kind: 'doing', doing: { ...sending, phase: 'waiting' } }),
        taken: (sending) => this.#change({ kind: 'doing', doing: { ...sending, phase: 'taken' } }),
        refused: (sending, problem) => {
          this.#change({ kind: 'doing', doing: { ...sending, phase: 'refused', problem } });
          this.onRefused(sending, problem);
        },
        signedOut: () => this.#hear({ kind: 'link', link: 'ended' }),
      },
    });
    this.#files.open(chat);
    this.#sender.wake();
  }

  #add(input: Sending['input']): void {
    if (this.#queue === undefined) return;
    const sending = { key: newKey(), input };
    this.#queue.add(sending);
    this.#change({ kind: 'doing', doing: { ...sending, phase: 'waiting' } });
    this.#sender?.wake();
  }

  /** Another tab, or an earlier life of this one, left things or took them away. */
  #sync(): void {
    const kept = this.#queue?.all() ?? [];
    for (const { key, input, problem } of kept) {
      if (this.state.doing.some((doing) => doing.key === key)) continue;
      const phase = problem === undefined ? 'waiting' : 'refused';
      this.#change({ kind: 'doing', doing: { key, input, phase, ...(problem === undefined ? {} : { problem }) } });
    }
    for (const { key, phase } of this.state.doing) {
      const gone = phase !== 'taken' && phase !== 'sending' && !kept.some((waiting) => waiting.key === key);
      if (gone) this.#change({ kind: 'undone', key });
    }
  }

  #reopened(): void {
    this.#sender?.wake();
    this.#report();
    // Whether an answer is still to come is known from the entries, which the stream is about to bring.
    for (const { key, phase } of this.state.uploads) if (phase === 'failed') this.retryUpload(key);
  }

  #ended(): void {
    this.#sender?.stop();
    // Nobody who uses this browser next is to find it; on this page it can still be read.
    this.#queue?.clear();
    this.#files.forget();
  }

  /** Tells the server up to where this page has received. */
  #report(): void {
    window.clearTimeout(this.#reporting);
    this.#reporting = window.setTimeout(async () => {
      const n = lastNumber(this.state);
      if (n <= this.#reported) return;
      const outcome = await postJson(`${this.line.base}/received`, { n });
      if (outcome.kind === 'taken') this.#reported = Math.max(this.#reported, n);
    }, REPORT_AFTER);
  }

  #change(change: Change): void {
    const next = changed(this.state, change);
    if (next === this.state) return;
    this.state = next;
    if (this.#drawing) return;
    this.#drawing = true;
    // A timer also runs in a page that is not seen, unlike the browser's frames.
    setTimeout(() => {
      this.#drawing = false;
      for (const draw of this.#listeners) draw();
    });
  }
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Where the browser has no locks (without TLS), two tabs may both send; the server recognises the second. */
async function alone(name: string, run: () => Promise<void>): Promise<void> {
  if ('locks' in navigator && navigator.locks !== undefined) await navigator.locks.request(name, run);
  else await run();
}
