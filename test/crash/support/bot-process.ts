/** The bot as a process of its own, which can be killed. What it logs is kept. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import { programFile } from '../../support/program.ts';

export interface BotSettings {
  readonly database: string;
  /** Its other settings. */
  readonly env: Readonly<Record<string, string>>;
}

export interface LogLine {
  readonly level: number;
  readonly msg: string;
  readonly [field: string]: unknown;
}

export class BotProcess {
  /** `performance.now()` when it was started. */
  readonly startedAt = performance.now();
  readonly lines: LogLine[] = [];
  /** Everything it wrote, to look for what must not be there. */
  written = '';
  readonly exited: Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>;
  readonly #child: ChildProcess;
  readonly #waiting = new Set<() => void>();
  #over = false;

  constructor(settings: BotSettings) {
    // Nothing of the surroundings: an .env file or a variable of the one who runs the tests must not reach it.
    const env = {
      PATH: process.env['PATH'] ?? '',
      DATABASE_URL: settings.database,
      LOG_LEVEL: 'debug',
      ...settings.env,
    };
    const main = programFile('main');
    this.#child = spawn(process.execPath, [main], { env, cwd: dirname(main), stdio: ['ignore', 'pipe', 'pipe'] });
    this.exited = once(this.#child, 'close').then(([code, signal]) => {
      this.#over = true;
      this.#wake();
      return { code: code as number | null, signal: signal as NodeJS.Signals | null };
    });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      if (stream !== null) createInterface({ input: stream }).on('line', (line) => this.#heard(line));
    }
  }

  get running(): boolean {
    return !this.#over;
  }

  /** Resolves when it has logged `msg`, rejects when it ended before. */
  async logged(msg: string, times = 1): Promise<void> {
    while (this.lines.filter((line) => line.msg === msg).length < times) {
      if (this.#over) throw new Error(`the bot ended before "${msg}":\n${this.written.slice(-2000)}`);
      await new Promise<void>((resolve) => this.#waiting.add(resolve));
    }
  }

  /** SIGKILL to the process itself: no handler runs, nothing is flushed. Resolves when it is gone. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.exited;
  }

  /** Asks it to stop; resolves with its exit code. */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
    this.#child.kill(signal);
    return (await this.exited).code;
  }

  #heard(line: string): void {
    this.written += `${line}\n`;
    try {
      this.lines.push(JSON.parse(line) as LogLine);
    } catch {
      // Not a line of the log; it is in `written`.
    }
    this.#wake();
  }

  #wake(): void {
    for (const resolve of this.#waiting) resolve();
    this.#waiting.clear();
  }
}
