/** The demonstration: Phúc Đồng ward in a database of its own, its clock moved by hand, talked to in the terminal. */
import type { Config } from './config.ts';
import type { Running } from './start-bot.ts';

export async function startDemonstration(_config: Config): Promise<Running> {
  throw new Error('not built yet');
}
