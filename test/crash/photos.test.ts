/** The same promise for pictures: one that was being fetched at a kill is fetched by the next process, and kept once. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openSqlite } from '../../src/db/sqlite.ts';
import { siege } from './support/siege.ts';

const [KILLS, PEOPLE, QUESTIONS] = [5, 5, 4];

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tusoi-photos-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

test(`of the words and pictures of ${PEOPLE} people none is lost or stored twice over ${KILLS} kills of the process`, {
  timeout: 200_000,
}, async () => {
  const seed = Number(process.env['KILL_SEED'] ?? Date.now() % 1_000_000);
  const file = join(folder, 'tusoi.db');
  const open = () => openSqlite({ file });
  const report = await siege({
    url: `file:${file}`,
    open,
    kills: KILLS,
    people: PEOPLE,
    questions: QUESTIONS,
    photos: true,
    midAnswer: true,
    seed,
  });
  const { acknowledged, doubled, inFlight, people, killsWhileStarting, resumeMs, seconds, ...verdict } = report;
  console.log(`photos: KILL_SEED=${seed} ${JSON.stringify({ people, acknowledged, doubled, inFlight, seconds })}`);
  expect(verdict).toEqual({
    kills: KILLS,
    lost: [],
    wrong: [],
    unexplained: [],
    counted: [],
    badLines: [],
    badExits: [],
  });
  expect(acknowledged).toBe(people * QUESTIONS);
  const db = await open();
  const [photos, parts] = await db.read(async ({ tx, t }) => [
    await tx.select({ id: t.photos.id }).from(t.photos),
    (await tx.select({ photoId: t.answers.photoId }).from(t.answers)).filter(({ photoId }) => photoId !== null),
  ]);
  await db.close();
  expect(photos).toHaveLength((people * QUESTIONS) / 2);
  expect(parts).toHaveLength(photos.length);
});
