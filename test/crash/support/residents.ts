/** People who fill in the questionnaire one after another, so many at once, for as long as they are wanted. */
import type { Front, Resident, Talk } from './front.ts';

export interface ResidentsOptions {
  readonly atOnce: number;
  readonly questions: number;
}

export class Residents {
  readonly #front: Front;
  readonly #options: ResidentsOptions;
  readonly #talks: Talk[] = [];
  readonly #busy = new Set<string>();
  #wanted = true;
  #next = 0;
  #idle: () => void = () => undefined;

  constructor(front: Front, options: ResidentsOptions) {
    this.#front = front;
    this.#options = options;
  }

  begin(): void {
    for (let seat = 0; seat < this.#options.atOnce; seat += 1) this.#seat();
  }

  /** Nobody new begins; resolves when everybody has finished, rejects with those who have not. */
  async windDown(withinMs: number): Promise<void> {
    this.#wanted = false;
    if (this.#busy.size === 0) return;
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new Error(`still waiting after ${withinMs} ms:\n${this.#stuck()}`)),
        withinMs,
      );
      this.#idle = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  get all(): readonly Resident[] {
    return this.#talks.map((talk) => talk.resident());
  }

  /** Answers that were said and not yet visibly taken. */
  get inFlight(): number {
    return this.all.reduce(
      (sum, { said }) => sum + said.filter(({ acknowledgedAfterMs }) => acknowledgedAfterMs === undefined).length,
      0,
    );
  }

  #seat(): void {
    const { chats } = this.#front;
    const chatId = chats[this.#next];
    if (chatId === undefined) throw new Error(`all ${chats.length} people have had their turn: give more`);
    this.#next += 1;
    this.#busy.add(chatId);
    const talk = this.#front.talk(chatId, answersOf(this.#next, this.#options.questions));
    this.#talks.push(talk);
    void talk.done.then(() => {
      talk.stop();
      this.#busy.delete(chatId);
      if (this.#wanted) this.#seat();
      else if (this.#busy.size === 0) this.#idle();
    });
  }

  #stuck(): string {
    return [...this.#busy]
      .map((chatId) => {
        const words = this.#front.lastWords(chatId).map((text) => text.slice(0, 60));
        return `${chatId}: ${words.join(' → ')}`;
      })
      .join('\n');
  }
}

/** Everybody's words are their own, so that an answer in the wrong place is seen. */
const answersOf = (person: number, questions: number): readonly string[] =>
  Array.from(
    { length: questions },
    (_, n) => `Việc ${n + 1} của ${person}: đã cố gắng, còn chậm ở khâu ${(person * 31 + n * 7) % 97}.`,
  );
