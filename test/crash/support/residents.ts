/** People who fill in the questionnaire one after another, so many at once, for as long as they are wanted. */

import type { SaidAnswer, Script } from '../../support/fake-telegram/people/script.ts';
import type { ScriptRun } from '../../support/fake-telegram/people/script-run.ts';
import type { FakeTelegram } from '../../support/fake-telegram/server.ts';

export interface Resident {
  readonly chatId: number;
  readonly said: readonly SaidAnswer[];
  readonly steppedBack: readonly number[];
  readonly finished: boolean;
}

export interface ResidentsOptions {
  /** Their chats, in the order in which they come. */
  readonly chats: readonly number[];
  readonly atOnce: number;
  readonly questions: number;
  readonly thinkMs: number;
}

export class Residents {
  readonly #fake: FakeTelegram;
  readonly #options: ResidentsOptions;
  readonly #runs: ScriptRun[] = [];
  readonly #busy = new Set<number>();
  #wanted = true;
  #next = 0;
  #idle: () => void = () => undefined;

  constructor(fake: FakeTelegram, options: ResidentsOptions) {
    this.#fake = fake;
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
    return this.#runs.flatMap((run) =>
      run.people.map(({ person, said, steppedBack, finished }) => ({ chatId: person.id, said, steppedBack, finished })),
    );
  }

  /** Answers that were said and not yet visibly taken. */
  get inFlight(): number {
    return this.all.reduce(
      (sum, { said }) => sum + said.filter(({ acknowledgedAfterMs }) => acknowledgedAfterMs === undefined).length,
      0,
    );
  }

  #seat(): void {
    const chatId = this.#options.chats[this.#next];
    if (chatId === undefined)
      throw new Error(`all ${this.#options.chats.length} people have had their turn: give more`);
    this.#next += 1;
    this.#busy.add(chatId);
    const run = this.#fake.run([chatId], scriptOf(chatId, this.#options));
    this.#runs.push(run);
    void run.done.then(() => {
      run.stop();
      this.#busy.delete(chatId);
      if (this.#wanted) this.#seat();
      else if (this.#busy.size === 0) this.#idle();
    });
  }

  #stuck(): string {
    return [...this.#busy]
      .map(
        (chatId) =>
          `${chatId}: ${this.#fake
            .shown(chatId)
            .slice(-3)
            .map(({ text }) => text.slice(0, 60))
            .join(' → ')}`,
      )
      .join('\n');
  }
}

/** Everybody's words are their own, so that an answer in the wrong place is seen. */
function scriptOf(chatId: number, { questions, thinkMs }: ResidentsOptions): Script {
  return {
    start: '/soi',
    question: `^Câu (\\d+)/${questions}\\.`,
    answers: Array.from(
      { length: questions },
      (_, n) => `Việc ${n + 1} của ${chatId}: đã cố gắng, còn chậm ở khâu ${(chatId * 31 + n * 7) % 97}.`,
    ),
    summary: `^Đồng chí đã trả lời ${questions}/${questions} câu`,
    taps: ['Nộp'],
    finished: 'đã nhận bản tự soi của đồng chí',
    thinkMs,
  };
}
