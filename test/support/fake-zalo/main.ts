import { isObject } from './api/decode.ts';
import { type FakeZaloOptions, startFakeZalo } from './server.ts';
import { runTerminal } from './terminal.ts';

/**
 * The double as a process of its own. Alone, or with a port, it is a small chat in the terminal.
 * With an object, `main.ts '{"port":0}'`, it prints one JSON line with its port and token, is controlled
 * under /__fake/ and ends with SIGTERM or with its standard input.
 */

const USUAL_PORT = 8790;
const given: unknown = JSON.parse(process.argv[2] ?? String(USUAL_PORT));
const fake = await startFakeZalo(
  // After a restart the bot still knows people that this copy has not met.
  isObject(given) ? (given as FakeZaloOptions) : { port: Number(given), unknownChats: 'accept' },
);

const end = () => {
  // What the bot did wrong was shown already, or whoever started this has asked for it.
  fake.takeViolations();
  void fake.close().then(() => process.exit(0));
};
process.once('SIGTERM', end);
process.once('SIGINT', end);
if (isObject(given)) {
  process.stdout.write(`${JSON.stringify({ port: fake.port, apiRoot: fake.apiRoot, token: fake.token })}\n`);
  // Whoever started it holds the other end: when they die, so does this.
  process.stdin.resume().once('end', end);
} else {
  await runTerminal(fake, { input: process.stdin, output: process.stdout });
  end();
}
