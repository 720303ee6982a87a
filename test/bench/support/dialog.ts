/** Both bots through the same dialog with the same people, in turns, so that whatever else the machine does hits both alike. */
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type RemoteFakeTelegram, spawnFakeTelegram } from '../../support/fake-telegram/remote.ts';
import { type Child, type How, startChild } from './child.ts';
import { median } from './figures.ts';
import { secondsOf, untilQuiet, watch } from './noise.ts';
import { ANSWERS, QUESTIONS } from './ten-questions.ts';

/** What a contestant is told. */
export interface Contest {
  readonly apiRoot: string;
  readonly token: string;
  /** Its database; it makes the file. */
  readonly file: string;
  /** Telegram ids from here on, so many of them in all rounds together. */
  readonly firstPerson: number;
  readonly people: number;
}

export interface Round {
  readonly answers: number;
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
  /** Processor time of the bot's process for each answer. */
  readonly cpuMs: number;
  /** Processor time of the double for each answer, people and all: with the bot's, what the machine has to give. */
  readonly doubleMs: number;
  /** The share of the machine that others took meanwhile. */
  readonly others: number | undefined;
}

export interface Pair {
  readonly bot: Round;
  readonly wizard: Round;
}

export interface Outcome {
  /** The pairs that count, and how many were left out because others used the machine. */
  readonly pairs: readonly Pair[];
  readonly leftOut: number;
  /** Answers a second, this bot's by the wizard's, pair by pair. */
  readonly ratios: readonly number[];
  readonly ratio: number;
}

export interface DialogOptions extends How {
  readonly people: number;
  /** Pairs of rounds that count. */
  readonly rounds: number;
  readonly warmUp: number;
  /** Where the databases are put. */
  readonly folder: string;
  /**
   * Each pair waits (not for ever) until others take no more than this share of the machine. Where they take more meanwhile, it
   * is played again, at most three times as many in all; the quietest count.
   */
  readonly quiet?: number;
  /** Called after each round. */
  readonly heard?: (name: Name, round: Round) => void;
}

export type Name = 'bot' | 'wizard';

const FIRST_PERSON = 100_001;
const ROUND_MS = 120_000;
const TRIES = 3;
const WAIT_MS = 15_000;

export async function runDialog(options: DialogOptions): Promise<Outcome> {
  const folder = mkdtempSync(join(options.folder, 'dialog-'));
  const stands: Stand[] = [];
  try {
    const bot = await Stand.open('bot', folder, options);
    stands.push(bot);
    const wizard = await Stand.open('wizard', folder, options);
    stands.push(wizard);
    return await compare(bot, wizard, options);
  } finally {
    await Promise.all(stands.map((stand) => stand.close()));
    rmSync(folder, { recursive: true });
  }
}

async function compare(bot: Stand, wizard: Stand, options: DialogOptions): Promise<Outcome> {
  const { warmUp, rounds, quiet = Number.POSITIVE_INFINITY } = options;
  const played: Pair[] = [];
  const calm = (): readonly Pair[] => played.filter((pair) => noiseOf(pair) <= quiet);
  for (let n = 0; n < most(options) && calm().length < rounds; n += 1) {
    if (options.quiet !== undefined) await untilQuiet(quiet, WAIT_MS);
    const pair = { bot: await bot.round(n), wizard: await wizard.round(n) };
    options.heard?.('bot', pair.bot);
    options.heard?.('wizard', pair.wizard);
    if (n >= warmUp) played.push(pair);
  }
  const pairs = played.toSorted((a, b) => noiseOf(a) - noiseOf(b)).slice(0, rounds);
  const ratios = pairs.map((pair) => pair.bot.perSecond / pair.wizard.perSecond);
  return { pairs, leftOut: played.length - pairs.length, ratios, ratio: median(ratios) };
}

const noiseOf = ({ bot, wizard }: Pair): number => Math.max(bot.others ?? 0, wizard.others ?? 0);

const most = ({ warmUp, rounds, quiet }: DialogOptions): number =>
  warmUp + (quiet === undefined ? rounds : TRIES * rounds);

/** One contestant alone, for a profile. */
export async function runAlone(name: Name, options: DialogOptions): Promise<readonly Round[]> {
  const folder = mkdtempSync(join(options.folder, 'dialog-'));
  const stand = await Stand.open(name, folder, options);
  const rounds: Round[] = [];
  for (let n = 0; n < options.warmUp + options.rounds; n += 1) {
    const round = await stand.round(n);
    options.heard?.(name, round);
    if (n >= options.warmUp) rounds.push(round);
  }
  await stand.close();
  rmSync(folder, { recursive: true });
  return rounds;
}

const compiledDouble = ({ compiled }: How): string | undefined =>
  compiled === undefined ? undefined : join(compiled, '../support/fake-telegram/main.js');

/** One contestant with a platform of its own; both are alive all the time, one of them at work. */
class Stand {
  readonly name: Name;
  readonly #people: number;
  readonly #platform: RemoteFakeTelegram;
  readonly #bot: Child;

  private constructor(name: Name, people: number, on: { readonly platform: RemoteFakeTelegram; readonly bot: Child }) {
    this.name = name;
    this.#people = people;
    this.#platform = on.platform;
    this.#bot = on.bot;
  }

  static async open(name: Name, folder: string, options: DialogOptions): Promise<Stand> {
    const platform = await spawnFakeTelegram({ waitMs: 60_000, plain: true }, compiledDouble(options));
    const { apiRoot, token } = platform;
    const contest: Contest = {
      apiRoot,
      token,
      file: join(folder, `${name}.db`),
      firstPerson: FIRST_PERSON,
      people: options.people * most(options),
    };
    const bot = await startChild(`dialog-${name}`, contest, options);
    await platform.control('polling', { timeoutMs: 60_000 });
    return new Stand(name, options.people, { platform, bot });
  }

  /** New people every time, because nobody fills in the same round twice. */
  async round(n: number): Promise<Round> {
    const ids = Array.from({ length: this.#people }, (_, at) => FIRST_PERSON + n * this.#people + at);
    const total = QUESTIONS.length;
    const script = {
      start: '/soi',
      question: `Câu (\\d+)/${total}`,
      answers: ANSWERS,
      summary: `Đồng chí đã trả lời ${total}/${total} câu`,
    };
    const before = await this.#bot.cpuSeconds();
    const doubleBefore = secondsOf(this.#platform.pid) ?? Number.NaN;
    const machine = watch([process.pid, this.#platform.pid, this.#bot.pid]);
    await this.#platform.control('runScript', { ids, script });
    const report = await this.#platform.report(ROUND_MS);
    const others = machine.others();
    const doubleMs = ((secondsOf(this.#platform.pid) ?? Number.NaN) - doubleBefore) * 1000;
    const cpuMs = ((await this.#bot.cpuSeconds()) - before) * 1000;
    await this.#platform.control('settled', { timeoutMs: 10_000 });
    // What is recorded of one round must not slow the platform down in the next.
    await this.#platform.control('clearRecords');
    const { acknowledged, finished, doubled, latencyMs } = report;
    if (finished < this.#people || acknowledged < this.#people * total || doubled > 0) {
      throw new Error(
        `${this.name}: ${finished} of ${this.#people} came to the end, with ${acknowledged} answers and ${doubled} doubled messages`,
      );
    }
    return {
      answers: acknowledged,
      perSecond: report.acknowledgedPerSecond,
      p50: latencyMs.p50,
      p99: latencyMs.p99,
      cpuMs: cpuMs / acknowledged,
      doubleMs: doubleMs / acknowledged,
      others,
    };
  }

  async close(): Promise<void> {
    await this.#bot.stop();
    await this.#platform.close();
  }
}
