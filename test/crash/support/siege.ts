/** Kills the bot again and again while people fill in the questionnaire, then looks whether anything was lost. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Database } from '../../../src/db/database.ts';
import { seeded } from '../../support/stage/clock.ts';
import { audit } from './books.ts';
import { BotProcess, type BotSettings } from './bot-process.ts';
import type { Front, FrontOptions, Resident } from './front.ts';
import { Residents } from './residents.ts';
import { telegramFront } from './telegram-front.ts';
import { writeTown } from './town.ts';

export interface SiegeOptions {
  readonly url: string;
  /** Opens the same database beside the bot, before it starts and after it has ended. */
  readonly open: () => Promise<Database>;
  readonly kills: number;
  readonly people: number;
  readonly seed: number;
  /** 8, as shipped, when left out; with fewer a dialog is over sooner. */
  readonly questions?: number;
  /** Every second question is answered with a photo; on Telegram. */
  readonly photos?: boolean;
  /** So many run at once; one of them is killed. 1 when left out. */
  readonly processes?: number;
  /** Each kill waits (not for ever) until somebody has said something that is not acknowledged: for runs of few people. */
  readonly midAnswer?: boolean;
  /** 'stop' asks the process to end instead of killing it. */
  readonly by?: 'kill' | 'stop';
  /** Where people write; Telegram when left out. */
  readonly front?: (options: FrontOptions) => Promise<Front>;
  readonly heard?: (line: string) => void;
}

export interface SiegeReport {
  readonly kills: number;
  readonly killsWhileStarting: number;
  readonly people: number;
  readonly acknowledged: number;
  readonly lost: readonly string[];
  readonly wrong: readonly string[];
  /** Answers on their way at the moment of a kill, over all kills. */
  readonly inFlight: number;
  readonly doubled: number;
  /** Doubles that no kill explains, or more than one for an address and kill. */
  readonly unexplained: readonly string[];
  /** What only this platform counts, with its name. */
  readonly counted: readonly (readonly [string, number])[];
  /** From the start of a process to the first answer it acknowledged; of one process at a time. */
  readonly resumeMs: { readonly lives: number; readonly median: number; readonly p99: number };
  /** Lines of the logs that tell of a secret, of a fight for the updates or of a defect. */
  readonly badLines: readonly string[];
  /** Exit codes other than 0 of processes that were asked to stop. */
  readonly badExits: readonly (number | null)[];
  readonly seconds: number;
}

const WIND_DOWN_MS = 120_000;
/** More than could finish in one life of the process at the platform's rate. */
const PEOPLE_PER_KILL = 3;
/** So many lives end before the bot is ready. */
const ENDED_WHILE_STARTING = 0.15;
const SHORTEST_LIFE = 20;
const LONGEST_LIFE = 600;
const MOST_MS_TO_ANSWER = 2_000;
/** What a dead process had written is read by the double a little later. */
const LAST_WORDS_MS = 100;

/** One life of the process. */
interface Life {
  readonly bot: BotProcess;
  readonly ready: boolean;
  /** Answers that nobody had acknowledged when it was ended. */
  readonly inFlight: number;
  readonly endedFrom: number;
  readonly endedTo: number;
  readonly code: number | null;
}

export const QUESTIONS = 8;

export async function siege(options: SiegeOptions): Promise<SiegeReport> {
  const began = performance.now();
  const { questions = QUESTIONS, front: opened = telegramFront, photos = false } = options;
  const population = options.people + PEOPLE_PER_KILL * options.kills + 40;
  const front = await opened({ population, people: options.people, questions, photos });
  const bots = new Bots({ database: options.url, env: front.env });
  try {
    const seeding = await options.open();
    await writeTown(seeding, population, { questions, photos, chats: { channel: front.channel, ids: front.chats } });
    await seeding.close();
    const residents = new Residents(front, { atOnce: options.people, questions });
    residents.begin();
    const lives = await ending(options, bots, residents);
    if (bots.running.length === 0) bots.start();
    await residents.windDown(WIND_DOWN_MS);
    await front.settled();
    for (const bot of [...bots.running]) lives.push(await end(bot, 'stop', 0));
    const seconds = (performance.now() - began) / 1000;
    return {
      kills: options.kills,
      ...figures(front, lives, options),
      ...(await findings(options, front, { lives, residents: residents.all })),
      seconds,
    };
  } finally {
    for (const bot of [...bots.running]) await bot.kill();
    await front.close();
  }
}

class Bots {
  readonly running: BotProcess[] = [];
  readonly #settings: BotSettings;

  constructor(settings: BotSettings) {
    this.#settings = settings;
  }

  start(): BotProcess {
    const bot = new BotProcess(this.#settings);
    this.running.push(bot);
    void bot.exited.then(() => this.running.splice(this.running.indexOf(bot), 1));
    return bot;
  }
}

async function end(bot: BotProcess, by: 'kill' | 'stop', inFlight: number): Promise<Life> {
  const endedFrom = performance.now();
  const ready = bot.lines.some(({ msg }) => msg === 'bot.started');
  const code = by === 'stop' ? await bot.stop() : await bot.kill().then(() => 0);
  return { bot, ready, inFlight, endedFrom, endedTo: performance.now() + LAST_WORDS_MS, code };
}

async function ending(
  { kills, seed, by = 'kill', processes = 1, midAnswer = false, heard }: SiegeOptions,
  bots: Bots,
  residents: Residents,
): Promise<Life[]> {
  const random = seeded(seed);
  const lives: Life[] = [];
  let startingMs = 500;
  while (lives.length < kills) {
    while (bots.running.length < processes - 1) bots.start();
    const bot = bots.start();
    if (random() < ENDED_WHILE_STARTING) {
      await sleep(random() * startingMs);
    } else {
      await bot.logged('bot.started');
      startingMs = performance.now() - bot.startedAt;
      await sleep(SHORTEST_LIFE + random() * (LONGEST_LIFE - SHORTEST_LIFE));
      for (let waited = 0; midAnswer && residents.inFlight === 0 && waited < MOST_MS_TO_ANSWER; waited += 1)
        await sleep(1);
    }
    const victim = bots.running[Math.floor(random() * bots.running.length)] ?? bot;
    lives.push(await end(victim, by, residents.inFlight));
    if (lives.length % 50 === 0)
      heard?.(`${lives.length} kills, ${residents.all.length} people, starting takes ${startingMs.toFixed(0)} ms`);
  }
  return lives;
}

/** What no log may hold: the token, two processes fighting for the updates, defects of ours. */
const BAD = /another process polls|event\.failed|batch\.failed|poll-defect|send-failed|UnhandledPromise|TypeError/;

function figures({ secret }: Front, lives: readonly Life[], { kills, by = 'kill' }: SiegeOptions) {
  const lines = lives.flatMap(({ bot }) => bot.written.split('\n'));
  const asked = by === 'stop' ? lives : lives.slice(kills);
  return {
    killsWhileStarting: lives.filter(({ ready }) => !ready).length,
    inFlight: lives.reduce((sum, { inFlight }) => sum + inFlight, 0),
    badLines: lines.filter((line) => line.includes(secret) || BAD.test(line)).slice(0, 10),
    // Before its first line is run nothing of ours handles the signal, and nothing has to be finished.
    badExits: asked.filter(({ ready, code }) => ready && code !== 0).map(({ code }) => code),
  };
}

async function findings(
  { open, by, questions = QUESTIONS }: SiegeOptions,
  front: Front,
  { lives, residents }: { readonly lives: readonly Life[]; readonly residents: readonly Resident[] },
) {
  const db = await open();
  try {
    const { acknowledged, lost, wrong } = await audit(db, residents, { questions, ends: front.ends });
    const kills = by === 'stop' ? [] : lives.map(({ endedFrom: from, endedTo: to }) => ({ from, to }));
    const verdict = await front.judge(db, residents, kills);
    const answered = residents.flatMap(({ said }) =>
      said.flatMap(({ tick, acknowledgedAfterMs: after }) => (after === undefined ? [] : [tick + after])),
    );
    return {
      people: residents.length,
      acknowledged,
      lost,
      ...verdict,
      wrong: [...wrong, ...verdict.wrong],
      resumeMs: resumed(
        lives.map(({ bot }) => bot.startedAt),
        answered,
      ),
    };
  } finally {
    await db.close();
  }
}

/** Lives that were too short to acknowledge anything do not count. */
function resumed(starts: readonly number[], answered: readonly number[]): SiegeReport['resumeMs'] {
  const sorted = [...answered].sort((a, b) => a - b);
  const took = starts.flatMap((from, n) => {
    const to = starts[n + 1] ?? Number.POSITIVE_INFINITY;
    // No process says anything so soon after its start: that was the one before.
    const first = sorted.find((at) => at >= from + LAST_WORDS_MS && at < to + LAST_WORDS_MS);
    return first === undefined ? [] : [first - from];
  });
  took.sort((a, b) => a - b);
  const at = (share: number): number =>
    Math.round(took[Math.min(took.length - 1, Math.floor(took.length * share))] ?? 0);
  return { lives: took.length, median: at(0.5), p99: at(0.99) };
}
