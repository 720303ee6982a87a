/**
 * The bot: settings → database → app → channels and clock, stopped in reverse on SIGTERM. Without a channel, the demonstration:
 * its page, or with `chat` the terminal.
 */
import { type Config, hasChannel, readProcessConfig } from './config.ts';
import { describeError } from './lib/describe-error.ts';
import { Refusal } from './opening.ts';
import { type Running, startBot } from './start-bot.ts';
import { startDemonstration, startTerminal } from './start-demonstration.ts';

/** Settings or content that cannot be worked with; a supervisor should not simply try again. */
const UNUSABLE = 2;

/** Asked to stop while it starts, it starts to the end and stops; where that hangs, it goes after so long. Nothing is half done: it may be killed at any moment. */
const STARTING_MS = 3_000;

async function main(): Promise<void> {
  const read = readProcessConfig();
  if (!read.ok) throw new Refusal('The settings cannot be used:', read.problems);
  // Heard from the first moment on: a supervisor may change its mind while the database is still being opened.
  let running: Running | undefined;
  let asked: number | undefined;
  const stop = (code: number): void => {
    if (asked !== undefined) return;
    asked = code;
    if (running === undefined) setTimeout(() => process.exit(code), STARTING_MS).unref();
    else finish(running, code);
  };
  process.on('SIGTERM', () => stop(0));
  process.on('SIGINT', () => stop(0));
  running = await start(read.config, process.argv.slice(2));
  if (asked !== undefined) return finish(running, asked);
  running.ended.then(stop, fail);
}

function finish(running: Running, code: number): void {
  running.stop().then(() => process.exit(code), fail);
}

async function start(config: Config, [what]: readonly string[]): Promise<Running> {
  const real = hasChannel(config);
  if (what === undefined) return real ? startBot(config) : demonstration(config);
  if (what !== 'chat')
    throw new Refusal(`There is nothing called "${what}" to start; "chat" is the one in the terminal.`);
  if (real)
    throw new Refusal('The terminal is for the demonstration only, and a channel is configured.', [
      'take TELEGRAM_BOT_TOKEN, ZALO_BOT_TOKEN and WEB_CHAT away to try the demonstration',
    ]);
  return startTerminal(config);
}

async function demonstration(config: Config): Promise<Running> {
  const serving = await startDemonstration(config);
  process.stdout.write(`tusoi — bản trình diễn (demonstration): ${serving.url}   Ctrl+C: dừng (stop)\n`);
  return serving;
}

function fail(error: unknown): never {
  if (error instanceof Refusal) {
    process.stderr.write(`${[error.message, ...error.problems.map((problem) => `  • ${problem}`)].join('\n')}\n`);
    process.exit(UNUSABLE);
  }
  process.stderr.write(`tusoi stopped: ${describeError(error)}\n`);
  process.exit(1);
}

main().catch(fail);
