/** Kills the bot again and again while people fill in the questionnaire, then looks whether anything was lost. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Database } from '../../../src/db/database.ts';
import { type FakeTelegram, startFakeTelegram } from '../../support/fake-telegram/server.ts';
import { seeded } from '../../support/stage/clock.ts';
import { audit, doubledIn, surplus, unexplained } from './books.ts';
import { BotProcess } from './bot-process.ts';
import { type Resident, Residents } from './residents.ts';
import { FIRST_CHAT, writeTown } from './town.ts';

export interface SiegeOptions {
  readonly url: string;
  /** Opens the same database beside the bot, before it starts and after it has ended. */
  readonly open: () => Promise<Database>;
  readonly kills: number;
  readonly people: number;
  readonly seed: number;
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
  /** From the start of a process to the first answer it acknowledged. */
  readonly resumeMs: { readonly lives: number; readonly median: number; readonly p99: number };
  readonly tokenInLogs: boolean;
  readonly exitCode: number | null;
  readonly seconds: number;
}

const THINK_MS = 5;
const WIND_DOWN_MS = 120_000;
/** More than could finish in one life of the process at the platform's rate. */
const PEOPLE_PER_KILL = 3;
/** So many lives end before the bot is ready. */
const KILLED_WHILE_STARTING = 0.15;
const SHORTEST_LIFE = 20;
const LONGEST_LIFE = 600;
/** What a dead process had written is read by the double a little later; no new process says anything so soon. */
const LAST_WORDS_MS = 100;

/** One life of the process; `inFlight` counts answers that nobody had acknowledged when it was killed. */
interface Life {
  readonly bot: BotProcess;
  readonly inFlight: number;
}

export async function siege(options: SiegeOptions): Promise<SiegeReport> {
  const began = performance.now();
  const population = options.people + PEOPLE_PER_KILL * options.kills + 40;
  const chats = Array.from({ length: population }, (_, n) => FIRST_CHAT + n);
  const seeding = await options.open();
  await writeTown(seeding, population);
  await seeding.close();
  const fake = await startFakeTelegram();
  const alive = new Set<BotProcess>();
  try {
    for (const id of chats) fake.person(id);
    const residents = new Residents(fake, { chats, atOnce: options.people, thinkMs: THINK_MS });
    const start = (): BotProcess => {
      const bot = new BotProcess({ database: options.url, apiRoot: fake.apiRoot, token: fake.token });
      alive.add(bot);
      void bot.exited.then(() => alive.delete(bot));
      return bot;
    };
    residents.begin();
    const killed = await killing(options, start, residents);
    const last = start();
    await residents.windDown(WIND_DOWN_MS);
    await fake.settled();
    const exitCode = await last.stop();
    const lives = [...killed, { bot: last, inFlight: 0 }];
    const seconds = (performance.now() - began) / 1000;
    return { ...figures(fake, lives), ...(await findings(options, fake, { lives, residents: residents.all })), exitCode, seconds };
  } finally {
    for (const bot of alive) await bot.kill();
    await fake.close();
  }
}

async function killing({ kills, seed, heard }: SiegeOptions, start: () => BotProcess, residents: Residents): Promise<readonly Life[]> {
  const random = seeded(seed);
  const lives: Life[] = [];
  let startingMs = 500;
  while (lives.length < kills) {
    const bot = start();
    if (random() < KILLED_WHILE_STARTING) {
      await sleep(random() * startingMs);
    } else {
      await bot.logged('bot.started');
      startingMs = performance.now() - bot.startedAt;
      await sleep(SHORTEST_LIFE + random() * (LONGEST_LIFE - SHORTEST_LIFE));
    }
    const { inFlight } = residents;
    await bot.kill();
    lives.push({ bot, inFlight });
    if (lives.length % 50 === 0) heard?.(`${lives.length} kills, ${residents.all.length} people, starting takes ${startingMs.toFixed(0)} ms`);
  }
  return lives;
}

function figures(fake: FakeTelegram, lives: readonly Life[]) {
  const killed = lives.slice(0, -1);
  const secret = fake.token.split(':')[1] ?? fake.token;
  return {
    kills: killed.length,
    killsWhileStarting: killed.filter(({ bot }) => !bot.lines.some(({ msg }) => msg === 'bot.started')).length,
    inFlight: killed.reduce((sum, { inFlight }) => sum + inFlight, 0),
    tokenInLogs: lives.some(({ bot }) => bot.written.includes(secret)),
  };
}

async function findings({ open }: SiegeOptions, fake: FakeTelegram, { lives, residents }: { readonly lives: readonly Life[]; readonly residents: readonly Resident[] }) {
  const db = await open();
  try {
    const { acknowledged, lost, wrong } = await audit(db, residents);
    const doubled = residents.flatMap(({ chatId }) => doubledIn(fake, chatId));
    const more = await surplus(db, fake, residents.map(({ chatId }) => chatId));
    const miscounted = more === doubled.length ? [] : [`${more} messages arrived beyond those sent, of which ${doubled.length} were found`];
    const starts = lives.map(({ bot }) => bot.startedAt);
    const kills = starts.slice(1).map((next) => next + LAST_WORDS_MS);
    const answered = residents.flatMap(({ said }) => said.flatMap(({ tick, acknowledgedAfterMs: after }) => (after === undefined ? [] : [tick + after])));
    return {
      people: residents.length,
      acknowledged,
      lost,
      wrong: [...wrong, ...miscounted],
      doubled: doubled.length,
      unexplained: unexplained(doubled, kills),
      resumeMs: resumed(starts, answered),
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
    const first = sorted.find((at) => at >= from + LAST_WORDS_MS && at < to + LAST_WORDS_MS);
    return first === undefined ? [] : [first - from];
  });
  took.sort((a, b) => a - b);
  const at = (share: number): number => Math.round(took[Math.min(took.length - 1, Math.floor(took.length * share))] ?? 0);
  return { lives: took.length, median: at(0.5), p99: at(0.99) };
}
