import type { Core } from '../core/core.ts';
import type { Doubled } from '../core/timeline.ts';
import type { Person } from './person.ts';
import { type SaidAnswer, type Script, ScriptedPerson } from './script.ts';

/** Many people with one script each, and what came of it. */

export interface ChatReport {
  readonly chatId: number;
  readonly said: readonly SaidAnswer[];
  /** Numbers of the questions whose answers the bot has visibly taken. */
  readonly acknowledged: readonly number[];
  readonly doubled: readonly Doubled[];
  readonly steppedBack: readonly number[];
  readonly finished: boolean;
}

export interface Latency {
  readonly count: number;
  readonly mean: number;
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

export interface ScriptReport {
  readonly people: number;
  readonly finished: number;
  readonly said: number;
  readonly acknowledged: number;
  readonly doubled: number;
  /** From saying an answer to being shown the next question, in milliseconds. */
  readonly latencyMs: Latency;
  /** From the first thing said to now, or to the moment the last person finished. */
  readonly elapsedMs: number;
  readonly acknowledgedPerSecond: number;
  readonly chats: readonly ChatReport[];
}

export interface Cast {
  readonly person: Person;
  readonly script: Script;
}

export class ScriptRun {
  readonly people: readonly ScriptedPerson[];
  /** Resolves when everybody has finished. */
  readonly done: Promise<void>;
  /** Nobody reacts any more. */
  readonly stop: () => void;
  readonly #core: Core;
  readonly #startedAt = performance.now();
  #endedAt: number | undefined;

  constructor(core: Core, cast: readonly Cast[]) {
    this.#core = core;
    const { promise, resolve } = deferred();
    this.done = promise;
    let left = cast.length;
    const onFinished = () => {
      left -= 1;
      if (left > 0) return;
      this.#endedAt = performance.now();
      resolve();
    };
    this.people = cast.map(({ person, script }) => new ScriptedPerson(core, person, { script, onFinished }));
    const byChat = new Map(this.people.map((scripted) => [scripted.person.id, scripted]));
    this.stop = core.events.on((event) => {
      if (event.type === 'shown') byChat.get(event.shown.chatId)?.react(event.shown);
    });
    for (const scripted of this.people) scripted.begin();
  }

  /** Rejects after `timeoutMs` with the number of people who are still waiting. */
  finish(timeoutMs: number): Promise<ScriptReport> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        const waiting = this.people.filter(({ finished }) => !finished).map(({ person }) => person.id);
        reject(
          new Error(`${waiting.length} of ${this.people.length} have not finished: ${waiting.slice(0, 5).join(', ')}`),
        );
      }, timeoutMs);
      void this.done.then(() => {
        clearTimeout(timer);
        resolve(this.report());
      });
    });
  }

  report(): ScriptReport {
    const chats = this.people.map((person) => this.#chat(person));
    const samples = this.people.flatMap(({ said }) => said.map(({ acknowledgedAfterMs }) => acknowledgedAfterMs));
    const latencyMs = latency(samples.filter((sample) => sample !== undefined));
    const elapsedMs = (this.#endedAt ?? performance.now()) - this.#startedAt;
    return {
      people: chats.length,
      finished: chats.filter(({ finished }) => finished).length,
      said: samples.length,
      acknowledged: latencyMs.count,
      doubled: chats.reduce((sum, { doubled }) => sum + doubled.length, 0),
      latencyMs,
      elapsedMs,
      acknowledgedPerSecond: (latencyMs.count / elapsedMs) * 1000,
      chats,
    };
  }

  #chat({ person, said, acknowledged, steppedBack, finished }: ScriptedPerson): ChatReport {
    const doubled = this.#core.world.chat(person.id).timeline.doubled();
    const numbers = acknowledged.map(({ question }) => question);
    return { chatId: person.id, said, acknowledged: numbers, doubled, steppedBack, finished };
  }
}

export function latency(samples: readonly number[]): Latency {
  const sorted = [...samples].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  const mean = sorted.length === 0 ? 0 : sorted.reduce((sum, sample) => sum + sample, 0) / sorted.length;
  return { count: sorted.length, mean, p50: at(0.5), p99: at(0.99), max: at(1) };
}

function deferred(): { promise: Promise<void>; resolve: () => void } {
  let resolve = () => {};
  const promise = new Promise<void>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
