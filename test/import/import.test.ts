import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { questionnaire } from '../../src/content/schema.ts';
import type { Database } from '../../src/db/database.ts';
import { publish } from '../../src/features/questionnaires/store.ts';
import { exampleImport } from '../../src/import/example.ts';
import { type ImportFile, importText, parseImport } from '../../src/import/file.ts';
import { applyImport, planImport } from '../../src/import/run.ts';
import type { Env, Instant } from '../../src/lib/env.ts';
import type { LocalDate } from '../../src/lib/time.ts';
import { eachDatabase } from '../support/databases.ts';

const ZONE = 'Asia/Ho_Chi_Minh';
/** In the week before the story: the example's round opens on 14/3 then. */
const TODAY = '2022-03-16' as LocalDate;
const clock = { now: Date.parse('2022-03-21T00:30:00Z') as Instant };
let ids = 0;
const env: Env = {
  now: () => clock.now,
  wall: () => clock.now,
  newId: <T extends string>() => `id-${String(++ids).padStart(6, '0')}` as T,
  random: (bytes) => new Uint8Array(bytes),
};
const importing = { env, zone: ZONE };

function example(change: (text: string) => string = (text) => text): ImportFile {
  const parsed = parseImport(change(exampleImport(TODAY)));
  if (!parsed.ok) throw new Error(parsed.problems.join('\n'));
  return parsed.file;
}

function problemsOf(text: string): readonly string[] {
  const parsed = parseImport(text);
  return parsed.ok ? [] : parsed.problems;
}

describe('the form of an import file', () => {
  it('is right in the example', () => {
    const file = example();
    expect(file.campaign?.opensOn).toBe('2022-03-14');
    expect([file.units.length, file.people.length, file.roles.length]).toEqual([3, 5, 4]);
    expect(file.campaign?.meetingDeadline).toBe('2022-04-11');
    expect(file.campaign?.submissionDeadline).toBe('2022-04-11');
  });

  it('tells every problem at once, with its place and what was expected', () => {
    expect(
      problemsOf(`
units:
  - { code: CB 1, name: Chi bộ 1, kind: cell }
  - { code: CB02, name: "", kind: branch }
people:
  - { code: P1, name: A, unit: CB02, from: 21/3/2022, age: 40 }
campaign: { code: X }
`),
    ).toEqual([
      'units[1] (CB 1).code: expected a code: up to 31 letters without diacritics, digits, dots, hyphens and underscores',
      'units[2] (CB02).name: expected a name',
      expect.stringMatching(/^units\[2\] \(CB02\)\.kind: .*"cell"\|"committee"/),
      'people[1] (P1).from: expected a day like 2022-03-14',
      expect.stringMatching(/^people\[1\] \(P1\): .*"age"/),
      ...[
        'title',
        'document',
        'agenda',
        'reminders',
        'unit',
        'questionnaire',
        'opensOn',
        'closesOn',
        'meetingDeadline',
        'submissionDeadline',
      ].map((key) => expect.stringMatching(new RegExp(`^campaign\\.${key}: `))),
    ]);
  });

  it('has each code once', () => {
    expect(
      problemsOf('people: [{code: A, name: A, unit: C}, {code: B, name: B, unit: C}, {code: A, name: C, unit: C}]'),
    ).toEqual(['people[3] (A): expected each once, but people[1] is the same']);
  });

  it('takes a deadline either by its last good day or by the first day that is too late', () => {
    expect(
      problemsOf(exampleImport(TODAY).replace('{ by: 2022-04-11 }', '{ by: 2022-04-11, before: 2022-04-12 }')),
    ).toEqual([expect.stringMatching(/^campaign\.submissionDeadline: expected either/)]);
    expect(problemsOf(exampleImport(TODAY).replace('{ before: 2022-04-12 }', '{ before: 2022-05-05 }'))).toEqual([
      'campaign.meetingDeadline: expected a last good day from 2022-03-14 to 2022-04-22, found 2022-05-04',
    ]);
  });

  it('is YAML', () => {
    expect(problemsOf('units: [')).toHaveLength(1);
    expect(problemsOf('')).toEqual([]);
  });

  it('is UTF-8: in an older encoding no name would survive', () => {
    const text = 'units: [{ code: CB1, name: Chi bộ Đông, kind: cell }]';
    expect(importText(Buffer.from(`\uFEFF${text}`))).toBe(text);
    expect(importText(Buffer.from('name: Lê Thị Cúc', 'latin1'))).toBeUndefined();
    expect(importText(Buffer.from(`\uFEFF${text}`, 'utf16le'))).toBeUndefined();
  });

  it('means the same in composed and decomposed letters', () => {
    expect(parseImport(exampleImport(TODAY).normalize('NFD'))).toEqual(parseImport(exampleImport(TODAY)));
  });

  it('has names of one line, and codes that are no numbers', () => {
    expect(
      problemsOf('people: [{code: A, name: "Lê\\0 Cúc", unit: 101}, {code: B, name: "Lê\\nThị Cúc", unit: C}]'),
    ).toEqual([
      'people[1] (A).name: expected one line of text, without control characters',
      'people[1] (A).unit: expected a code, in quotes if it is all digits: "101"',
      'people[2] (B).name: expected one line of text, without control characters',
    ]);
  });
});

eachDatabase((database) => {
  const plan = (file: ImportFile) => database().read((c) => planImport(c, file, importing));
  const apply = (file: ImportFile) => applyImport(database(), file, importing);

  it('tells every contradiction with what is stored, and writes nothing', async () => {
    const file: ImportFile = {
      units: [
        { code: 'A', name: 'A', kind: 'committee', parent: 'B' },
        { code: 'B', name: 'B', kind: 'committee', parent: 'A' },
        { code: 'C', name: 'C', kind: 'cell', parent: 'NOWHERE' },
        { code: 'D', name: 'D', kind: 'cell' },
        { code: 'E', name: 'E', kind: 'cell', parent: 'D' },
      ],
      people: [
        { code: 'P1', name: 'P', unit: 'NOWHERE', status: 'official' },
        { code: 'P2', name: 'P', unit: 'A', status: 'official' },
      ],
      roles: [{ person: 'P9', role: 'secretary', unit: 'NOWHERE' }],
      campaign: example().campaign,
    };
    const { problems } = await apply(file);
    expect(problems).toEqual([
      expect.stringMatching(/^units\[[12]\] \([AB]\)\.parent: expected a tree, but it leads back to itself$/),
      "units[3] (C).parent: expected the code of a unit, found 'NOWHERE'",
      "units[5] (E).parent: expected a committee, but 'D' is a cell",
      "people[1] (P1).unit: expected the code of a cell, found 'NOWHERE', which is neither in the file nor stored",
      "people[2] (P2).unit: expected the code of a cell, but 'A' is a committee",
      "roles[1] (P9).person: expected the code of a person, found 'P9', which is neither in the file nor stored",
      "roles[1] (P9).unit: expected the code of a unit, found 'NOWHERE', which is neither in the file nor stored",
      "campaign.unit: expected the code of a unit, found 'DANGUY', which is neither in the file nor stored",
      "campaign.questionnaire: expected a published questionnaire, found 'tu-soi'",
    ]);
    expect(await everything(database())).toEqual({ units: [], people: [], memberships: [], roles: [], campaigns: [] });
  });

  it('warns of a round that is over or has not begun, and writes it all the same', async () => {
    await publishQuestions(database());
    const moved = (day: string) => {
      const parsed = parseImport(exampleImport(day as LocalDate));
      if (!parsed.ok) throw new Error(parsed.problems.join('\n'));
      return parsed.file;
    };
    expect((await plan(example())).warnings).toEqual([]);
    expect((await plan(moved('2022-01-05'))).warnings).toEqual([
      'the round TS2022 was over on 2022-02-11: nobody can answer or submit in it any more',
    ]);
    expect((await plan(moved('2022-03-30'))).warnings).toEqual([
      'the round TS2022 opens on 2022-03-28: until then members cannot begin',
    ]);
    expect((await apply(moved('2022-01-05'))).changes).toContainEqual(expect.objectContaining({ what: 'campaign' }));
  });

  it('writes what its dry run said, and nothing the second time', async () => {
    await publishQuestions(database());
    const dry = await plan(example());
    expect(dry.problems).toEqual([]);
    expect(await everything(database())).toMatchObject({ units: [], people: [] });
    expect(await apply(example())).toEqual(dry);
    const once = await everything(database());
    expect([
      once.units.length,
      once.people.length,
      once.memberships.length,
      once.roles.length,
      once.campaigns.length,
    ]).toEqual([3, 5, 5, 4, 1]);
    expect(await apply(example())).toMatchObject({ changes: [], problems: [] });
    expect(await everything(database())).toEqual(once);
  });

  it('dates a move and keeps what went before', async () => {
    await publishQuestions(database());
    await apply(example());
    const moved = example((text) =>
      text.replace('name: Nguyễn Văn Bình, unit: CB01, from: 2021-01-01', 'name: Nguyễn Văn Bình, unit: CBTH'),
    );
    expect((await apply(moved)).changes).toEqual([
      { what: 'place', action: 'end', code: 'HM002', detail: 'until 2022-03-20' },
      { what: 'place', action: 'add', code: 'HM002', detail: 'CBTH, official, from 2022-03-21' },
    ]);
    expect(await placesOf(database(), 'HM002')).toEqual(['CB01 2021-01-01..2022-03-20', 'CBTH 2022-03-21..']);
    expect((await apply(moved)).changes).toEqual([]);
    // Back on the same day: the place of that day was never in force.
    await apply(
      example((text) =>
        text.replace('name: Nguyễn Văn Bình, unit: CB01, from: 2021-01-01', 'name: Nguyễn Văn Bình, unit: CB01'),
      ),
    );
    expect(await placesOf(database(), 'HM002')).toEqual([
      'CB01 2021-01-01..2022-03-20',
      'CB01 2022-03-21..',
      'CBTH 2022-03-21..2022-03-20',
    ]);
  });

  it('refuses a move before the present place began', async () => {
    await publishQuestions(database());
    await apply(example());
    const early = example((text) =>
      text.replace(
        'name: Nguyễn Văn Bình, unit: CB01, from: 2021-01-01',
        'name: Nguyễn Văn Bình, unit: CBTH, from: 2020-05-01',
      ),
    );
    expect((await plan(early)).problems).toEqual([
      'people[2] (HM002).from: expected 2021-01-01 or later, when the present place began, found 2020-05-01',
    ]);
  });

  it('renames, moves a unit with all below it, ends a role and changes the days of a round', async () => {
    await publishQuestions(database());
    await apply(example());
    const changed = example((text) =>
      text
        .replace('Chi bộ 1,', 'Chi bộ Một,')
        .replace('Trần Thị Ánh', 'Trần Thị Ngọc Ánh')
        .replace(
          'code: DANGUY, name: Đảng bộ phường Hoa Mai, kind: committee',
          'code: TINH, name: Đảng bộ tỉnh, kind: committee }\n  - { code: DANGUY, name: Đảng bộ phường Hoa Mai, kind: committee, parent: TINH',
        )
        .replace(
          'role: leader, unit: DANGUY, from: 2021-01-01',
          'role: leader, unit: DANGUY, from: 2021-01-01, to: 2022-06-30',
        )
        .replace('closesOn: 2022-04-22', 'closesOn: 2022-04-29'),
    );
    expect((await apply(changed)).changes.map((one) => `${one.action} ${one.what} ${one.code}`)).toEqual([
      'add unit TINH',
      'change unit DANGUY',
      'change unit CB01',
      'change person HM001',
      'change role HM004',
      'change campaign TS2022',
    ]);
    const { units } = await everything(database());
    const id = (code: string) => units.find((unit) => unit.code === code)?.id ?? '';
    expect(units.find((unit) => unit.code === 'CB01')).toMatchObject({
      name: 'Chi bộ Một',
      searchName: 'chi bo mot',
      path: `/${id('TINH')}/${id('DANGUY')}/${id('CB01')}/`,
    });
    expect((await apply(changed)).changes).toEqual([]);
  });
});

async function publishQuestions(database: Database): Promise<void> {
  const content = questionnaire.parse(parse(await readFile('src/content/questionnaires/tu-soi.yaml', 'utf8')));
  await database.transact((c) => publish(c, content, clock.now).then(() => {}));
}

async function everything(database: Database) {
  return database.read(async ({ tx, t }) => ({
    units: (await tx.select().from(t.units)).toSorted((a, b) => (a.code < b.code ? -1 : 1)),
    people: await tx.select().from(t.persons),
    memberships: await tx.select().from(t.memberships),
    roles: await tx.select().from(t.roles),
    campaigns: await tx.select().from(t.campaigns),
  }));
}

async function placesOf(database: Database, code: string): Promise<readonly string[]> {
  const { people, memberships, units } = await everything(database);
  const id = people.find((one) => one.code === code)?.id;
  return memberships
    .filter((row) => row.personId === id)
    .map((row) => `${units.find((unit) => unit.id === row.unitId)?.code ?? ''} ${row.validFrom}..${row.validTo ?? ''}`)
    .sort();
}
