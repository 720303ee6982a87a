import { buttonsOf } from '../api/keyboard.ts';
import type { Core } from '../core/core.ts';
import type { Shown } from '../core/timeline.ts';
import type { Person } from './person.ts';
import { findButton } from './press.ts';

/** A closed-loop client: people who answer each question once, as soon as they are shown it. */

/** Words to say, the label of a button to press, or the words beneath a photo. */
export type ScriptAnswer = string | { readonly tap: string } | { readonly photo: string };

export interface Script {
  /** Said first; nothing when left out. */
  readonly start?: string;
  /** Source of a regular expression whose first group is the number of the question, from 1. */
  readonly question: string;
  readonly answers: readonly ScriptAnswer[];
  /** Labels that are pressed whenever a new message offers one. */
  readonly taps?: readonly string[];
  /** Source of a regular expression for the message after the last answer. */
  readonly summary?: string;
  /** Source of a regular expression for the end of the dialog; the summary when left out. */
  readonly finished?: string;
  readonly thinkMs?: number;
}

export interface SaidAnswer {
  readonly question: number;
  readonly answer: string;
  /** 0 for a press. */
  readonly messageId: number;
  readonly updateId: number;
  /** `performance.now()` when it was said. */
  readonly tick: number;
  /** Milliseconds until the next question or the summary was shown; undefined while it has not been. */
  acknowledgedAfterMs: number | undefined;
}

export class ScriptedPerson {
  readonly person: Person;
  readonly said: SaidAnswer[] = [];
  /** Questions that came again after a later one was shown: the bot has forgotten an answer. */
  readonly steppedBack: number[] = [];
  finished = false;
  readonly #core: Core;
  readonly #script: Script;
  readonly #patterns: Readonly<Record<'question' | 'summary' | 'finished', RegExp>>;
  readonly #onFinished: () => void;
  readonly #tapped = new Set<string>();
  #furthest = 0;

  constructor(core: Core, person: Person, how: { readonly script: Script; readonly onFinished: () => void }) {
    const { script } = how;
    const summary = new RegExp(script.summary ?? '(?!)', 'u');
    const finished = new RegExp(script.finished ?? script.summary ?? '(?!)', 'u');
    this.#core = core;
    this.person = person;
    this.#script = script;
    this.#onFinished = how.onFinished;
    this.#patterns = { question: new RegExp(script.question, 'u'), summary, finished };
  }

  begin(): void {
    if (this.#script.start !== undefined) this.person.say(this.#script.start);
  }

  get acknowledged(): readonly SaidAnswer[] {
    return this.said.filter(({ acknowledgedAfterMs }) => acknowledgedAfterMs !== undefined);
  }

  react(shown: Shown): void {
    if (shown.kind !== 'message' && shown.kind !== 'file' && shown.kind !== 'edit') return;
    const number = Number(this.#patterns.question.exec(shown.text)?.[1] ?? 0);
    if (number > 0) this.#onQuestion(number, shown);
    if (this.#patterns.summary.test(shown.text)) this.#acknowledge(Number.POSITIVE_INFINITY, shown.tick);
    if (shown.kind !== 'edit') this.#tapOffered(shown);
    if (!this.finished && this.#patterns.finished.test(shown.text)) {
      this.finished = true;
      this.#onFinished();
    }
  }

  #onQuestion(number: number, shown: Shown): void {
    this.#acknowledge(number, shown.tick);
    // An edit shows an answered question again, with its answer: no reason to say anything.
    if (shown.kind === 'edit') return;
    if (number < this.#furthest) this.steppedBack.push(number);
    if (number <= this.#furthest) return;
    this.#furthest = number;
    const answer = this.#script.answers[number - 1];
    if (answer !== undefined) this.#think(() => this.#give(number, answer));
  }

  #give(question: number, answer: ScriptAnswer): void {
    const tick = performance.now();
    const { did, words } = this.#do(answer);
    const messageId = typeof answer !== 'string' && 'tap' in answer ? 0 : did.messageId;
    const { updateId } = did;
    this.said.push({ question, answer: words, messageId, updateId, tick, acknowledgedAfterMs: undefined });
  }

  #do(answer: ScriptAnswer) {
    if (typeof answer === 'string') return { did: this.person.say(answer), words: answer };
    if ('photo' in answer) return { did: this.person.photo({ caption: answer.photo }), words: answer.photo };
    return { did: this.person.tap('latest', answer.tap), words: answer.tap };
  }

  /** An answer counts as received when a later question, or the summary, is shown. */
  #acknowledge(next: number, tick: number): void {
    for (const said of this.said) {
      if (said.question < next) said.acknowledgedAfterMs ??= tick - said.tick;
    }
  }

  #tapOffered(shown: Shown): void {
    const message = { buttons: shown.buttons, id: shown.messageId };
    for (const label of this.#script.taps ?? []) {
      const found = findButton(message.buttons, label);
      const once = `${this.#furthest}|${label}|${shown.text}`;
      if (!found || this.#tapped.has(once)) continue;
      this.#tapped.add(once);
      this.#think(() => this.#tapIfThere(message.id, label));
      return;
    }
  }

  /** While the person was thinking the bot may have taken the keyboard away. */
  #tapIfThere(messageId: number, label: string): void {
    const message = this.#core.world.chat(this.person.id).messages.get(messageId);
    if (findButton(buttonsOf(message?.reply_markup), label)) this.person.tap(messageId, label);
  }

  #think(then: () => void): void {
    const { thinkMs = 0 } = this.#script;
    if (thinkMs > 0) this.#core.timers.after(thinkMs, then);
    else setImmediate(then);
  }
}
