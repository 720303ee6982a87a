import { readFile } from 'node:fs/promises';
import { v7 } from 'uuid';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { HELP } from '../../src/channels/console/words.ts';
import { questionnaire } from '../../src/content/schema.ts';
import type { Database } from '../../src/db/database.ts';
import { demoEnv, demoStart, isDemonstration } from '../../src/demo/env.ts';
import { loadDemo, newcomerOf } from '../../src/demo/load.ts';
import { newName, seeded } from '../../src/demo/names.ts';
import { demoCampaign, findPeople } from '../../src/demo/store.ts';
import { CELLS, NEWCOMER, ROUND, wardFile } from '../../src/demo/ward.ts';
import { cellRows } from '../../src/features/reports/counts/store.ts';
import { sumOf } from '../../src/features/reports/report.ts';
import { hashCode, readCode } from '../../src/lib/codes.ts';
import type { LocalDate } from '../../src/lib/time.ts';
import { eachDatabase } from '../support/databases.ts';

const ZONE = 'Asia/Ho_Chi_Minh';
const real = {
  wall: () => Date.now(),
  newId: <T extends string>() => v7() as T,
  random: (bytes: number) => new Uint8Array(bytes).map((_, n) => n * 7 + 3),
};

describe('the ward', () => {
  const file = wardFile('tu-soi');

  it('has 700 members, 125 exempt, 575 who owe, in 17 cells of three kinds', () => {
    const sorts = (['residential', 'police', 'school'] as const).map(
      (sort) => CELLS.filter((one) => one.sort === sort).length,
    );
    expect(sorts).toEqual([11, 1, 5]);
    const rows = CELLS.map(({ code, members, exempt }) => {
      const there = file.people.filter((one) => one.unit === code);
      const spared = there.filter((one) => one.status === 'exempt').length;
      expect([code, there.length, spared]).toEqual([code, members, exempt]);
      return { total: there.length, exempt: spared };
    });
    expect(rows.reduce((sum, row) => sum + row.total, 0)).toBe(700);
    expect(rows.reduce((sum, row) => sum + row.exempt, 0)).toBe(125);
    expect(rows.map((row) => row.total - row.exempt)).toEqual([
      47, 38, 42, 33, 43, 50, 32, 39, 35, 40, 31, 15, 22, 18, 34, 31, 25,
    ]);
  });

  it('names nobody twice in a cell, everybody in two to four words', () => {
    for (const { code } of CELLS) {
      const names = file.people.filter((one) => one.unit === code).map((one) => one.name);
      expect(new Set(names).size).toBe(names.length);
      expect(
        names.every((name) => name === name.normalize('NFC') && /^(\p{Lu}\p{Ll}*)( \p{Lu}\p{Ll}*){2,3}$/u.test(name)),
      ).toBe(true);
    }
  });

  it('is the same every time', () => {
    expect(wardFile('tu-soi')).toEqual(file);
  });

  it('gives each cell a secretary, a deputy and a committee of one to three more, none of them exempt', () => {
    const exempt = new Set(file.people.filter((one) => one.status === 'exempt').map((one) => one.code));
    for (const { code } of CELLS) {
      const roles = file.roles.filter((one) => one.unit === code);
      const count = (role: string): number => roles.filter((one) => one.role === role).length;
      expect([count('secretary'), count('deputy'), count('assigned')]).toEqual([1, 1, 1]);
      expect([1, 2, 3]).toContain(count('committee'));
      expect(roles.some((one) => exempt.has(one.person))).toBe(false);
      expect(roles.find((one) => one.role === 'assigned')?.person.startsWith(`${code}-`)).toBe(false);
    }
  });

  it('takes surnames as often as they are', () => {
    const random = seeded(7);
    const names = Array.from({ length: 4000 }, () => newName(random, 0.5, new Set()));
    const share = names.filter((name) => name.startsWith('Nguyễn ')).length / names.length;
    expect(share).toBeGreaterThan(0.33);
    expect(share).toBeLessThan(0.43);
  });
});

eachDatabase((database, kind) => {
  it('is loaded with everybody joined but one, and about a third handed in', async () => {
    const started = performance.now();
    const newcomer = await load(database());
    // The promise is about the embedded database; a wide margin for a busy machine.
    if (kind === 'sqlite') expect(performance.now() - started).toBeLessThan(3_000);
    expect(newcomer).toEqual({ person: NEWCOMER, code: expect.stringMatching(/^[A-Z2-9]{4}-[A-Z2-9]{4}$/) });
    expect(await newcomerOf(database())).toEqual(newcomer);
    await database().read(async (c) => {
      const { id } = await demoCampaign(c, ROUND);
      const rows = await cellRows(c, {
        path: '/',
        campaignId: id,
        day: '2022-03-21' as LocalDate,
        now: 0,
        untold: new Set(),
      });
      const sum = sumOf(rows);
      expect([rows.length, sum.members, sum.exempt, sum.undeliverable]).toEqual([17, 700, 125, 0]);
      expect(sum.submitted / 575).toBeGreaterThan(0.28);
      expect(sum.submitted / 575).toBeLessThan(0.38);
      expect(sum.volunteers).toBe(3);
      const states = rows.map((row) => row.meeting.state);
      expect(
        ['none', 'scheduled', 'held', 'reported'].map((state) => states.filter((one) => one === state).length),
      ).toEqual([8, 5, 1, 3]);
      const joined = await c.tx.select().from(c.t.addresses);
      expect([joined.length, new Set(joined.map((one) => one.platformId)).has(NEWCOMER)]).toEqual([699, false]);
      expect((await c.tx.select().from(c.t.consents)).filter((one) => one.decision === 'given')).toHaveLength(699);
      const papers = await c.tx.select().from(c.t.papers);
      expect(papers.filter((one) => one.state === 'confirmed').length).toBeGreaterThan(3);
      expect(papers.filter((one) => one.state === 'claimed').length).toBeGreaterThan(0);
      expect((await c.tx.select().from(c.t.submissions)).filter((one) => one.state === 'draft').length).toBeGreaterThan(
        8,
      );
      const [invite] = await c.tx.select().from(c.t.invites);
      expect(invite?.codeHash).toBe(hashCode(readCode(newcomer.code) ?? ''));
    });
  }, 60_000);

  it('marks the database for ever', async () => {
    expect(await isDemonstration(database())).toBe(false);
    await load(database());
    expect(await isDemonstration(database())).toBe(true);
  }, 60_000);

  it('finds people by code, by name without diacritics, and lists those with duties', async () => {
    await load(database());
    await database().read(async (c) => {
      const [one] = await findPeople(c, 'cb06-01');
      expect(one).toMatchObject({
        code: 'CB06-01',
        cell: 'Chi bộ 6',
        roles: [{ role: 'secretary', unit: 'Chi bộ 6' }],
      });
      expect((await findPeople(c, one?.name.toUpperCase() ?? '')).map((found) => found.name)).toContain(one?.name);
      expect((await findPeople(c, '')).every((found) => found.roles.length > 0)).toBe(true);
      for (const [words, role] of [
        ['bi thu', 'secretary'],
        ['Phó bí thư', 'deputy'],
        ['chi uy vien', 'committee'],
        ['lãnh đạo', 'leader'],
        ['van phong', 'office'],
        ['phu trach', 'assigned'],
      ] as const) {
        const found = await findPeople(c, words);
        expect(found.length, words).toBeGreaterThan(0);
        for (const { roles } of found)
          expect(
            roles.map((held) => held.role),
            words,
          ).toContain(role);
      }
      expect(await findPeople(c, 'khong co ai ten the nay')).toEqual([]);
      const examples = [...HELP.matchAll(/:(as|who) ((?:[a-z]|CB)[^,)]*)[,)]/g)].map(([, word, query = '']) => [
        word,
        query,
      ]);
      expect(examples.map(([word]) => word)).toEqual(['as', 'as', 'who']);
      for (const [word, query = ''] of examples) {
        const people = await findPeople(c, query);
        if (word === 'as') expect(people.length, query).toBe(1);
        else expect(people.length, query).toBeGreaterThan(0);
      }
    });
  }, 60_000);

  it('has a clock that is kept and never runs backwards', async () => {
    await load(database());
    const env = await demoEnv(database(), real, ZONE);
    expect(env.now()).toBe(demoStart(ZONE));
    expect(await env.move(env.now() + 60_000)).toBe(true);
    expect(await env.move(env.now() - 1)).toBe(false);
    expect((await demoEnv(database(), real, ZONE)).now()).toBe(demoStart(ZONE) + 60_000);
  }, 60_000);
});

async function load(database: Database) {
  const content = questionnaire.parse(parse(await readFile('src/content/questionnaires/tu-soi.yaml', 'utf8')));
  return loadDemo(database, { env: real, zone: ZONE, questionnaire: content });
}
