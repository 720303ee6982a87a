/** The bot: settings → database → app → channels and clock, stopped in reverse on SIGTERM. Without a channel, the demonstration. */
import { readProcessConfig } from './config.ts';
import { describeError } from './lib/describe-error.ts';
import { Refusal } from './opening.ts';
import { startBot } from './start-bot.ts';
import { startDemonstration } from './start-demonstration.ts';

/** Settings or content that cannot be worked with; a supervisor should not simply try again. */
const UNUSABLE = 2;

async function main(): Promise<void> {
  const read = readProcessConfig();
  if (!read.ok) throw new Refusal('The settings cannot be used:', read.problems);
  const running =
    read.config.TELEGRAM_BOT_TOKEN === undefined ? await startDemonstration(read.config) : await startBot(read.config);
  let stopping = false;
  const stop = (code: number): void => {
    if (stopping) return;
    stopping = true;
    running.stop().then(
      () => process.exit(code),
      (error: unknown) => fail(error),
    );
  };
  process.on('SIGTERM', () => stop(0));
  process.on('SIGINT', () => stop(0));
  running.ended.then(stop, fail);
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
