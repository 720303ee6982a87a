/** A bot in a process of its own, as it would run on a server: compiled, or from the sources where a test is in a hurry. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface, type Interface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export interface Child {
  readonly pid: number;
  /** Seconds of processor time it has used so far, user and system together. */
  cpuSeconds(): Promise<number>;
  stop(): Promise<void>;
}

export interface How {
  /** Where `test/bench` lies compiled; undefined runs the sources. */
  readonly compiled: string | undefined;
  /** Further flags of node, such as --cpu-prof. */
  readonly flags?: readonly string[];
}

/** Starts `test/bench/NAME` with one JSON argument and waits until it says that it runs. */
export async function startChild(name: string, argument: object, { compiled, flags = [] }: How): Promise<Child> {
  const program = compiled === undefined ? ['--import', 'tsx', sourceOf(`${name}.ts`)] : [`${compiled}/${name}.js`];
  const args = [...flags, ...program, JSON.stringify(argument)];
  const bot = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const exited = once(bot, 'exit');
  const lines = createInterface({ input: bot.stdout });
  const ended = exited.then(() => Promise.reject(new Error(`${name} ended before it ran`)));
  await Promise.race([once(lines, 'line'), ended]);
  ended.catch(() => undefined);
  return {
    pid: bot.pid ?? 0,
    cpuSeconds: () => ask(bot, lines),
    async stop() {
      bot.kill('SIGTERM');
      await exited;
    },
  };
}

const sourceOf = (name: string): string => fileURLToPath(new URL(`../${name}`, import.meta.url));

async function ask(bot: ChildProcess, lines: Interface): Promise<number> {
  bot.stdin?.write('cpu\n');
  const [line] = (await once(lines, 'line')) as [string];
  return Number(line);
}

/** The other end: what the process was told. */
export const argument = <T>(): T => JSON.parse(process.argv[2] ?? '{}') as T;

/** Says that it runs, answers the question for processor time, and ends with SIGTERM or with whoever started it. */
export function serve(stop: () => Promise<void>): void {
  let ending = false;
  const end = (): void => {
    if (ending) return;
    ending = true;
    stop().then(
      () => process.exit(0),
      (error: unknown) => {
        console.error(error);
        process.exit(1);
      },
    );
  };
  process.stdout.write('running\n');
  process.once('SIGTERM', end);
  createInterface({ input: process.stdin })
    .on('line', () => {
      const { user, system } = process.cpuUsage();
      process.stdout.write(`${(user + system) / 1e6}\n`);
    })
    .on('close', end);
}
