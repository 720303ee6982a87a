import { isObject } from './api/args.ts';
import { type FakeTelegramOptions, startFakeTelegram } from './server.ts';

/**
 * The double as a process of its own: `node --import tsx main.ts '{"port":0}'` prints one JSON line
 * with its port and token, is controlled under /__fake/ and ends with SIGTERM or with its standard input.
 */

const given: unknown = JSON.parse(process.argv[2] ?? '{}');
const fake = await startFakeTelegram(isObject(given) ? (given as FakeTelegramOptions) : {});
process.stdout.write(`${JSON.stringify({ port: fake.port, apiRoot: fake.apiRoot, token: fake.token })}\n`);

const end = () => {
  void fake.close().then(() => process.exit(0));
};
process.once('SIGTERM', end);
process.once('SIGINT', end);
// Whoever started it holds the other end: when they die, so does this.
process.stdin.resume().once('end', end);
