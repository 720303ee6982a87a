/** Sends the files of a chat, each by itself, and keeps them until the server has them. */
import { LARGEST_FILE, type Problem } from '../../channels/web/protocol.ts';
import { type FileShelf, openFileShelf } from './file-shelf.ts';
import { lighter } from './picture.ts';
import { type Captioned, postFile } from './post.ts';
import type { Upload } from './state.ts';

export interface FilesPorts {
  /** Where they are sent to. */
  readonly address: string;
  readonly alone: (name: string, run: () => Promise<void>) => Promise<void>;
  readonly pause: (ms: number) => Promise<void>;
  readonly on: {
    changed(upload: Upload): void;
    /** Another tab has sent it. */
    gone(key: string): void;
    /** The words that were written with a file that does not go. */
    returned(caption: string): void;
    signedOut(): void;
  };
}

/** A text does not wait longer for a file before it, which may be large and the way narrow. */
const LONGEST_WAIT = 20_000;

export class Files {
  readonly #ports: FilesPorts;
  readonly #waiting = new Map<string, Captioned>();
  /** Being prepared or sent at the moment. */
  readonly #running = new Map<string, Promise<void>>();
  #shelf: FileShelf | undefined;
  #opening: Promise<void> = Promise.resolve();

  constructor(ports: FilesPorts) {
    this.#ports = ports;
  }

  /** Whose chat it is has become known: what an earlier life of this page left there goes on. */
  open(chat: string): void {
    const shelf = openFileShelf(chat);
    this.#shelf = shelf;
    this.#opening = this.#goOn(shelf);
  }

  async #goOn(shelf: FileShelf): Promise<void> {
    for (const { key, file, caption } of await shelf.all()) {
      if (this.#waiting.has(key)) continue;
      this.#waiting.set(key, { file, caption });
      this.#run(key, () => this.#send(key, async () => !(await shelf.has(key))));
    }
  }

  add(key: string, captioned: Captioned): void {
    this.#run(key, () => this.#prepare(key, captioned));
  }

  async #prepare(key: string, { file, caption }: Captioned): Promise<void> {
    const { name, size } = file;
    this.#ports.on.changed({ key, name, size, caption, phase: 'sending', share: 0 });
    const captioned = { file: await lighter(file), caption };
    if (captioned.file.size > LARGEST_FILE) {
      this.#refuse(key, captioned, 'too-large');
      return;
    }
    this.#waiting.set(key, captioned);
    // Kept and dropped in this order, however long the browser takes; sending does not wait for it.
    void this.#shelf?.keep({ key, ...captioned });
    await this.#send(key);
  }

  retry(key: string): void {
    this.#run(key, () => this.#send(key));
  }

  /** What is done after a file comes after it: resolves when each has had its try, or has taken too long for others to wait. */
  async settled(): Promise<void> {
    const tries = this.#opening.then(() => {
      for (const key of this.#waiting.keys()) this.retry(key);
      return Promise.allSettled(this.#running.values());
    });
    await Promise.race([tries, this.#ports.pause(LONGEST_WAIT)]);
  }

  #run(key: string, work: () => Promise<void>): void {
    if (this.#running.has(key)) return;
    const running = work().finally(() => this.#running.delete(key));
    this.#running.set(key, running);
  }

  /** Takes back what waits. */
  undo(key: string): void {
    const { caption = '' } = this.#waiting.get(key) ?? {};
    this.#drop(key);
    if (caption !== '') this.#ports.on.returned(caption);
  }

  /** Nobody who uses this browser next is to find them. */
  forget(): void {
    void this.#shelf?.clear();
  }

  /** One tab at a time sends it; the others look first whether that is `over`. */
  async #send(key: string, over = async (): Promise<boolean> => false): Promise<void> {
    await this.#ports.alone(`tusoi:file:${key}`, async () => {
      const captioned = this.#waiting.get(key);
      if (captioned === undefined) return;
      if (!(await over())) return this.#post(key, captioned);
      this.#waiting.delete(key);
      this.#ports.on.gone(key);
    });
  }

  async #post(key: string, captioned: Captioned): Promise<void> {
    const { address, on } = this.#ports;
    const { caption, file } = captioned;
    const { name, size } = file;
    const change = (phase: 'sending' | 'taken' | 'failed', share: number): void =>
      on.changed({ key, name, size, caption, phase, share });
    change('sending', 0);
    const outcome = await postFile(`${address}?${new URLSearchParams({ key })}`, captioned, (share) =>
      change('sending', share),
    );
    switch (outcome.kind) {
      case 'taken':
        change('taken', 1);
        return this.#drop(key);
      case 'later':
        return change('failed', 0);
      case 'signed-out':
        return on.signedOut();
      case 'refused':
        this.#drop(key);
        return this.#refuse(key, captioned, outcome.problem);
    }
  }

  #drop(key: string): void {
    this.#waiting.delete(key);
    void this.#shelf?.drop(key);
  }

  #refuse(key: string, { caption, file: { name, size } }: Captioned, problem: Problem): void {
    const { on } = this.#ports;
    on.changed({ key, name, size, caption, phase: 'refused', share: 0, problem });
    if (caption !== '') on.returned(caption);
  }
}
