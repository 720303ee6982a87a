/** The demonstration as `npm start` opens it, in this process: real page, real server, a database in a file that is thrown away. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from '../../src/config.ts';
import { startDemonstration } from '../../src/start-demonstration.ts';

export interface Demonstration {
  /** Ends with a slash. */
  readonly url: string;
  close(): Promise<void>;
}

export async function openDemonstration(settings: Readonly<Record<string, string>> = {}): Promise<Demonstration> {
  const folder = mkdtempSync(join(tmpdir(), 'tusoi-'));
  const read = readConfig({
    DATABASE_URL: `file:${join(folder, 'demonstration.db')}`,
    HTTP_PORT: '0',
    LOG_LEVEL: 'silent',
    ...settings,
  });
  if (!read.ok) throw new Error(read.problems.join('; '));
  const { url, stop } = await startDemonstration(read.config);
  return {
    url,
    close: async () => {
      await stop();
      rmSync(folder, { recursive: true });
    },
  };
}
