/** The promise that is hardest to keep: whatever happens to the process, what a person was told is stored stays stored, once. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openSqlite } from '../../src/db/sqlite.ts';
import { siege } from './support/siege.ts';

const KILLS = 50;
const PEOPLE = 20;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tusoi-kill-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

test(`of ${PEOPLE} people's answers none is lost or stored twice over ${KILLS} kills of the process`, {
  timeout: 400_000,
}, async () => {
  const seed = Number(process.env['KILL_SEED'] ?? Date.now() % 1_000_000);
  console.log(`kill test: KILL_SEED=${seed}`);
  const file = join(folder, 'tusoi.db');
  const report = await siege({
    url: `file:${file}`,
    open: () => openSqlite({ file }),
    kills: KILLS,
    people: PEOPLE,
    seed,
  });
  const { acknowledged, doubled, inFlight, people, killsWhileStarting, resumeMs, seconds, ...verdict } = report;
  console.log(
    `kill test: ${JSON.stringify({ acknowledged, doubled, inFlight, people, killsWhileStarting, resumeMs, seconds })}`,
  );
  expect(verdict).toEqual({
    kills: KILLS,
    lost: [],
    wrong: [],
    unexplained: [],
    counted: [],
    badLines: [],
    badExits: [],
  });
  expect(people).toBeGreaterThanOrEqual(PEOPLE);
  expect(acknowledged).toBe(people * 8);
});
