/** The chat in the terminal: be anybody, move the clock, and see what is sent to whom. */
import { createInterface } from 'node:readline';
import type { InboundEvent } from '../../engine/input.ts';
import type { Instant } from '../../lib/env.ts';
import { SECOND, type Zone } from '../../lib/time.ts';
import type { ConsoleChannel } from './channel.ts';
import { clockWords, isTooFar, readClock, stops } from './clock.ts';
import { parseLine } from './parse.ts';
import { type ChatPerson, type Delivered, feedLines, HELP, personLine, SAY, welcome } from './words.ts';

/** What the chat needs of the application. */
export interface DemoHost {
  onEvents(events: readonly InboundEvent[]): Promise<void>;
  /** Delivers everything that is due by now; resolves when it was handed to the channel. */
  settle(): Promise<void>;
  now(): Instant;
  /** Moves the simulated clock (never backwards), runs what falls due, delivers it, and tells what went out. */
  moveClock(to: Instant): Promise<readonly Delivered[]>;
  /** By code, else by name without diacritics; for an empty query those with duties. */
  people(query: string): Promise<readonly ChatPerson[]>;
}

export interface ChatOptions {
  readonly host: DemoHost;
  readonly channel: ConsoleChannel;
  readonly zone: Zone;
  readonly input: NodeJS.ReadableStream;
  readonly output: NodeJS.WritableStream & { readonly isTTY?: boolean };
  /** Different in every process: makes the keys of events unique. */
  readonly session: string;
  /** Whom one is at the start. */
  readonly start: string;
  readonly newcomer: { readonly person: string; readonly code: string } | undefined;
}

/** Writing takes time: without it two answers in a row would look like one answer in two bubbles. */
const WRITING = 30 * SECOND;
const LISTED = 25;

/** Reads lines until `:quit` or the end of the input. */
export async function runChat(options: ChatOptions): Promise<void> {
  const terminal = options.output.isTTY === true;
  const lines = createInterface({ input: options.input, output: options.output, terminal });
  const chat = new Chat(options, (text) => options.output.write(`${text}\n`));
  const ask = (): void => {
    lines.setPrompt(`${chat.who}> `);
    lines.prompt();
  };
  // Taken before anything is awaited: lines piped in arrive at once.
  const typed = lines[Symbol.asyncIterator]();
  await chat.begin();
  if (terminal) ask();
  for (let next = await typed.next(); next.done !== true; next = await typed.next()) {
    if (!terminal) options.output.write(`${chat.who}> ${next.value}\n`);
    if ((await chat.line(next.value)) === 'quit') break;
    if (terminal) ask();
  }
  lines.close();
}

class Chat {
  who: string;
  readonly #options: ChatOptions;
  readonly #print: (text: string) => void;
  readonly #unread = new Map<string, string[]>();
  /** Whoever got something since the last line, other than the one in front of the screen. */
  readonly #told = new Set<string>();
  #typed = 0;
  #lastText: Instant | undefined;

  constructor(options: ChatOptions, print: (text: string) => void) {
    this.#options = options;
    this.#print = print;
    this.who = options.start;
  }

  async begin(): Promise<void> {
    this.#print(welcome(this.#options.newcomer));
    this.#options.channel.listen((platformId, text) => this.#arrived(platformId, text));
    await this.#become(this.who);
  }

  async line(line: string): Promise<'quit' | undefined> {
    const text = line.trim();
    if (text === '') return undefined;
    if (/^:q(uit)?$/i.test(text)) return 'quit';
    try {
      await (text.startsWith(':') ? this.#control(text) : this.#send(line));
    } catch {
      // What went wrong is in the log; the chat goes on.
      this.#print(SAY.trouble);
    }
    return undefined;
  }

  async #control(text: string): Promise<void> {
    const [, word = '', rest = ''] = text.match(/^(\S+)\s*(.*)$/s) ?? [];
    switch (word.toLowerCase()) {
      case ':as':
        return rest === '' ? this.#print(HELP) : this.#become(rest);
      case ':who':
        return this.#list(byDuty(await this.#options.host.people(rest), rest), rest);
      case ':clock':
        return this.#clock(rest);
      case ':help':
        return this.#print(HELP);
      default:
        return this.#print(SAY.unknown(word));
    }
  }

  async #send(line: string): Promise<void> {
    const { host, session } = this.#options;
    const written = !line.trim().startsWith('/');
    const now = host.now();
    if (written && this.#lastText !== undefined && now - this.#lastText < WRITING)
      await this.#move([this.#lastText + WRITING]);
    this.#lastText = written ? host.now() : this.#lastText;
    this.#typed += 1;
    await host.onEvents([
      parseLine(line, { key: `${session}-${this.#typed}`, platformId: this.who, at: host.now(), order: this.#typed }),
    ]);
    await host.settle();
    this.#mention();
  }

  async #clock(text: string): Promise<void> {
    const { host, zone } = this.#options;
    const now = host.now();
    if (text === '') return this.#print(SAY.now(now, zone));
    const to = readClock(text, now, zone);
    if (to === undefined) return this.#print(SAY.clockUnread);
    if (to < now) return this.#print(SAY.backwards(now, zone));
    if (isTooFar(to, now)) return this.#print(SAY.clockTooFar);
    const sent = await this.#move(stops(now, to, zone));
    this.#print(SAY.now(host.now(), zone));
    if (sent === 0) this.#print(SAY.quietClock);
    // The feed has told who got something.
    this.#told.clear();
  }

  /** Shows what went out at each stop; answers with how many messages that were. */
  async #move(to: readonly Instant[]): Promise<number> {
    let sent = 0;
    for (const stop of to) {
      const delivered = await this.#options.host.moveClock(stop);
      sent += delivered.length;
      for (const line of feedLines(delivered, this.#options.zone)) this.#print(line);
    }
    return sent;
  }

  async #become(query: string): Promise<void> {
    const { host, zone } = this.#options;
    const [person, ...others] = await host.people(query);
    if (person === undefined) return this.#print(SAY.nobody(query));
    if (others.length > 0) {
      this.#print(SAY.several(others.length + 1));
      return this.#list([person, ...others], query);
    }
    if (person.code !== this.who) this.#lastText = undefined;
    this.who = person.code;
    this.#print(`\n— ${personLine(person)} — ${clockWords(host.now(), zone)} —`);
    const unread = this.#unread.get(this.who) ?? [];
    this.#unread.delete(this.who);
    if (unread.length > 0) this.#print(SAY.unread(unread.length));
    for (const text of unread) this.#print(bubble(text));
  }

  #list(people: readonly ChatPerson[], query: string): void {
    if (people.length === 0) this.#print(SAY.nobody(query));
    for (const person of people.slice(0, LISTED)) this.#print(`  ${personLine(person)}`);
    if (people.length > LISTED) this.#print(SAY.more(people.length - LISTED));
  }

  #arrived(platformId: string, text: string): void {
    if (platformId === this.who) {
      this.#print(bubble(text));
      return;
    }
    this.#unread.set(platformId, [...(this.#unread.get(platformId) ?? []), text]);
    this.#told.add(platformId);
  }

  #mention(): void {
    if (this.#told.size > 0) this.#print(SAY.elsewhere([...this.#told]));
    this.#told.clear();
  }
}

/** Without a query: the leaders, then the secretaries, then the others; found people stay in their order. */
function byDuty(people: readonly ChatPerson[], query: string): readonly ChatPerson[] {
  const rank = ({ roles }: ChatPerson): number => {
    if (roles.some(({ role }) => role === 'leader' || role === 'office')) return 0;
    return roles.some(({ role }) => role === 'secretary') ? 1 : 2;
  };
  return query === '' ? people.toSorted((a, b) => rank(a) - rank(b)) : people;
}

/** A message of the bot, set apart from what is typed. */
function bubble(text: string): string {
  return `\n${text
    .split('\n')
    .map((line) => `  │ ${line}`.trimEnd())
    .join('\n')}\n`;
}
