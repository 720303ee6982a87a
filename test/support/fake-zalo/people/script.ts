import type { Core } from '../core/core.ts';
import type { Shown } from '../core/timeline.ts';
import type { Update } from '../types.ts';
import type { Person } from './person.ts';

/** People who answer each question once, as soon as they are shown it. Patterns are sources of regular expressions. */
export interface Script {
  /** Said first; nothing when left out. */
  readonly start?: string;
  /** Its first group is the number of the question, from 1. */
  readonly question: string;
  readonly answers: readonly string[];
  /** What is said whenever something fits that is no question. */
  readonly also?: readonly { readonly when: string; readonly say: string }[];
  readonly finished: string;
  readonly thinkMs?: number;
  /** Shown nothing for so long, a person says the same again, as people do. Never when left out. */
  readonly patienceMs?: number;
  /** Said then instead; shown the same question in answer to it, a person answers it once more. */
  readonly ask?: string;
}

export interface Said {
  readonly question: number;
  readonly text: string;
  /** Every time it was said has an id of its own. */
  readonly messageIds: string[];
  readonly tick: number;
  /** Milliseconds until the next question or the end was shown, which tells that the answer was taken. */
  acknowledgedMs: number | undefined;
}

export interface Progress {
  readonly chatId: string;
  readonly said: readonly Said[];
  readonly finished: boolean;
}

interface Actor {
  readonly person: Person;
  readonly said: Said[];
  /** What was said last, to be said again. */
  last: { readonly text: string; readonly answer: Said | undefined } | undefined;
  /** The last thing said was the script's `ask`. */
  asked: boolean;
  /** What was pushed last: while it is on its way nobody says it again. */
  latest: Update | undefined;
  stopWaiting: () => void;
  stopThinking: () => void;
  finished: boolean;
}

export class ScriptRun {
  readonly #core: Core;
  readonly #script: Script;
  readonly #actors: ReadonlyMap<string, Actor>;
  readonly #off: () => void;
  readonly #also: readonly { readonly when: RegExp; readonly say: string }[];
  readonly #question: RegExp;
  readonly #finished: RegExp;

  constructor(core: Core, people: readonly Person[], script: Script) {
    this.#core = core;
    this.#script = script;
    this.#question = new RegExp(script.question, 'u');
    this.#finished = new RegExp(script.finished, 'u');
    this.#also = (script.also ?? []).map(({ when, say }) => ({ when: new RegExp(when, 'u'), say }));
    const actor = (person: Person): Actor => ({
      person,
      said: [],
      last: undefined,
      asked: false,
      latest: undefined,
      stopWaiting: () => {},
      stopThinking: () => {},
      finished: false,
    });
    this.#actors = new Map(people.map((person) => [person.id, actor(person)]));
    this.#off = core.events.on((event) => {
      const who = event.type === 'shown' ? this.#actors.get(event.shown.chatId) : undefined;
      if (who && event.type === 'shown') this.#react(who, event.shown);
    });
    if (script.start === undefined) return;
    for (const who of this.#actors.values()) this.#say(who, script.start, undefined);
  }

  stop(): void {
    this.#off();
    for (const { stopWaiting, stopThinking } of this.#actors.values()) {
      stopWaiting();
      stopThinking();
    }
  }

  get progress(): Progress[] {
    return [...this.#actors.values()].map(({ person, said, finished }) => ({ chatId: person.id, said, finished }));
  }

  /** Resolves when everybody has come to the end. */
  async finish(timeoutMs = this.#core.waitMs): Promise<Progress[]> {
    const everybody = [...this.#actors.values()];
    await this.#core.events.waitFor(
      () => everybody.every(({ finished }) => finished),
      timeoutMs,
      'everybody to finish',
    );
    return this.progress;
  }

  #react(who: Actor, { text, tick }: Shown): void {
    who.stopWaiting();
    const asked = Number(this.#question.exec(text)?.[1] ?? 0);
    who.finished ||= this.#finished.test(text);
    for (const said of who.said) {
      if (said.question < asked || who.finished) said.acknowledgedMs ??= tick - said.tick;
    }
    if (who.finished) return;
    const also = this.#also.find(({ when }) => when.test(text));
    if (asked > 0) this.#answer(who, asked);
    else if (also) this.#say(who, also.say, undefined);
    else this.#waitAgain(who);
  }

  /** Shown the same question once more, a person has answered it already; see `patienceMs`. */
  #answer(who: Actor, question: number): void {
    const text = this.#script.answers[question - 1];
    const before = who.said.find((said) => said.question === question);
    if (before !== undefined && who.asked && before.acknowledgedMs === undefined) {
      this.#say(who, before.text, before);
      return;
    }
    if (text === undefined || before !== undefined) {
      this.#waitAgain(who);
      return;
    }
    const answer = { question, text, messageIds: [], tick: performance.now(), acknowledgedMs: undefined };
    who.said.push(answer);
    this.#say(who, text, answer);
  }

  #say(who: Actor, text: string, answer: Said | undefined): void {
    const speak = () => {
      who.last = { text, answer };
      who.asked = false;
      this.#waitAgain(who);
      answer?.messageIds.push(this.#push(who, text));
      if (!answer) this.#push(who, text);
    };
    if (this.#script.thinkMs === undefined) speak();
    else {
      who.stopThinking();
      who.stopThinking = this.#core.timers.after(this.#script.thinkMs, speak);
    }
  }

  #waitAgain(who: Actor): void {
    const { patienceMs, ask } = this.#script;
    const { last } = who;
    if (patienceMs === undefined || last === undefined) return;
    who.stopWaiting();
    const again = () => {
      if (onItsWay(this.#core, who.latest)) this.#waitAgain(who);
      else if (ask === undefined) this.#say(who, last.text, last.answer);
      else this.#asks(who, ask);
    };
    who.stopWaiting = this.#core.timers.after(patienceMs, again);
  }

  #asks(who: Actor, text: string): void {
    who.asked = true;
    this.#waitAgain(who);
    this.#push(who, text);
  }

  #push(who: Actor, text: string): string {
    const { update, messageId } = who.person.says(text);
    who.latest = update;
    return messageId;
  }
}

/** The app shows it: not told to the bot yet, and not lost either. */
function onItsWay({ records }: Core, update: Update | undefined): boolean {
  const told = records.handedOut.some((one) => one.update === update && (one.by === 'poll' || one.delivered === true));
  return update !== undefined && !told && !records.lost.some((one) => one.update === update);
}
