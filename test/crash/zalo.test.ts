/** The same promise where the platform forgets what it has told, tells it again and again, or never tells it at all. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSqlite } from '../../src/db/sqlite.ts';
import { siege } from './support/siege.ts';
import { INTAKES, zaloFront } from './support/zalo-front.ts';

const [KILLS, PEOPLE, QUESTIONS] = [4, 3, 2];

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tusoi-zalo-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

// Side by side: each of them waits for starts, patience and its platform most of the time.
describe.concurrent.each(INTAKES)('over Zalo, told by %s,', (intake) => {
  it('no answer that was acknowledged is lost, nothing is sent twice, and everybody comes to the end', {
    timeout: 200_000,
  }, async () => {
    const seed = Number(process.env['KILL_SEED'] ?? Date.now() % 1_000_000);
    const file = join(folder, `${intake}.db`);
    const report = await siege({
      url: `file:${file}`,
      open: () => openSqlite({ file }),
      kills: KILLS,
      people: PEOPLE,
      questions: QUESTIONS,
      seed,
      midAnswer: true,
      front: (options) => zaloFront(options, intake),
    });
    const { acknowledged, people, inFlight, killsWhileStarting, resumeMs, seconds, counted, ...verdict } = report;
    console.log(`${intake}: KILL_SEED=${seed} ${JSON.stringify({ people, acknowledged, inFlight, counted, seconds })}`);
    expect(verdict).toEqual({
      kills: KILLS,
      lost: [],
      wrong: [],
      doubled: 0,
      unexplained: [],
      badLines: [],
      badExits: [],
    });
    expect(acknowledged).toBe(people * QUESTIONS);
    expect(inFlight).toBeGreaterThan(0);
  });
});
