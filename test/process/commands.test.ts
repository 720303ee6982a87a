/** The operator's commands, as an operator runs them. */
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runProgram } from '../support/process.ts';

const folder = mkdtempSync(join(tmpdir(), 'tusoi-'));
const settings = { DATABASE_URL: `file:${join(folder, 'organisation.db')}` };
const file = join(folder, 'organisation.yaml');
const tusoi = (...args: string[]) => runProgram('cli', args, { settings });

beforeAll(async () => {
  writeFileSync(file, (await tusoi('import', '--example')).out);
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true }));

describe('tusoi', { timeout: 120_000 }, () => {
  it('shows what an import would change, changes it with --apply, and then has nothing to change', async () => {
    const dry = await tusoi('import', file);
    expect(dry).toMatchObject({ code: 0, err: '' });
    expect(dry.out).toMatch(/changes to write/);
    expect(dry.out).not.toMatch(/^!/m);
    expect((await tusoi('list', 'units')).out).toBe('(none)\n');
    expect((await tusoi('import', file, '--apply')).out).toMatch(/changes written/);
    expect((await tusoi('import', file, '--apply')).out).toMatch(/^0 changes written/m);
  });

  it('lists units and people, whole or of one unit, for people and for scripts', async () => {
    const units: unknown = JSON.parse((await tusoi('list', 'units', '--json')).out);
    expect(units).toContainEqual({ code: 'CB01', name: 'Chi bộ 1', kind: 'cell', sort: 'residential' });
    const people = (await tusoi('list', 'people', '--unit', 'CB01')).out;
    expect(people).toContain('HM001  Trần Thị Ánh  official');
    expect(people).not.toContain('HM004');
  });

  it('does its work though nobody reads to the end of what it prints, as with `| head`', async () => {
    const unheard = await runProgram('cli', ['list', 'people'], { settings, unheard: true });
    expect(unheard).toEqual({ code: 0, out: '', err: '' });
  });

  it('prints a new code once for everybody of a cell who has not joined', async () => {
    const first = await tusoi('invite', '--unit', 'cb01');
    expect(first.out.trim().split('\n')).toHaveLength(3);
    expect(first.out).toMatch(/^HM001 {2}Trần Thị Ánh {2}[A-Z0-9]{4}-[A-Z0-9]{4}$/m);
    const [, before] = first.out.match(/HM001 .* (\S+)\n/) ?? [];
    expect((await tusoi('invite', '--person', 'tran thi anh')).out).not.toContain(before);
  });

  it('writes codes as slips to print and cut, for their owner only and over nothing', async () => {
    const sheet = join(folder, 'phieu.html');
    const page = { ...settings, WEB_CHAT: 'on', PUBLIC_URL: 'https://tusoi.example.vn' };
    const written = await runProgram('cli', ['invite', '--unit', 'cb01', '--sheet', sheet], { settings: page });
    expect(written).toMatchObject({ code: 0, err: '' });
    expect(written.out).not.toMatch(/[A-Z0-9]{4}-[A-Z0-9]{4}/);
    expect(statSync(sheet).mode & 0o777).toBe(0o600);
    const html = readFileSync(sheet, 'utf8');
    expect(html.match(/<section>/g)).toHaveLength(3);
    expect(html).toMatch(/<h2>Trần Thị Ánh<\/h2><p>Chi bộ 1<\/p>/);
    const codes = [...html.matchAll(/<p class="code">([A-Z0-9]{4}-[A-Z0-9]{4})<\/p>/g)].map((one) => one[1]);
    const links = [...html.matchAll(/https:\/\/tusoi[.]example[.]vn\/j\/([A-Z0-9-]+)/g)].map((one) => one[1]);
    expect(links).toEqual(codes);
    const again = await runProgram('cli', ['invite', '--unit', 'cb01', '--sheet', sheet], { settings: page });
    expect(again.err).toContain('exists already');
    expect(readFileSync(sheet, 'utf8')).toBe(html);
  });

  it('tells the figures of a unit without names of persons', async () => {
    const report = (await tusoi('status', '--unit', 'CB01')).out;
    expect(report).toContain('members 3, exempt 1, owing 2, submitted 0');
    expect(report).not.toContain('Ánh');
    expect(JSON.parse((await tusoi('status', '--unit', 'CB01', '--json')).out)).toMatchObject({
      unit: 'CB01',
      totals: { owing: 2 },
    });
  });

  it('finds a fresh organisation well', async () => {
    const found = await tusoi('doctor');
    expect(found.out).not.toContain('✗');
    expect(found.out).toMatch(/^✔ open: TS\d{4} until /m);
    expect(found.out).toMatch(/^! no channel is configured, so npm start does not start on this database/m);
    expect(found.code).toBe(0);
  });

  it.each([
    [['import', 'no-such-file.yaml'], 'cannot be read'],
    [['status', '--unit', 'nowhere'], 'No unit is called "nowhere"'],
    [['invite'], 'Invite whom?'],
    [['list', 'money'], 'List what?'],
    [['doctor', '--replay', 'ABCDEF'], 'no failed event has this code'],
    [['list', '--colour'], "Unknown option '--colour'"],
    [['lists'], 'There is no command "lists"'],
    [['import', 'one.yaml', 'another.yaml', '--apply'], 'import has no use for "another.yaml"'],
    [['invite', '--unit', 'CB01', '--unit', 'CBTH'], '--unit is given twice'],
    [['doctor', '--replay', 'A', '--drop', 'B', '--apply'], 'doctor has no option --apply'],
  ])('answers %j with a sentence and a code, not with a stack', async (args, sentence) => {
    const { code, out, err } = await tusoi(...args);
    expect(out + err).toContain(sentence);
    expect(out + err).not.toMatch(/\n\s+at |Error: (?!ENOENT)/);
    expect(code).toBeGreaterThan(0);
  });

  it('tells everything that is wrong with an import at once, and writes nothing', async () => {
    const bad = join(folder, 'bad.yaml');
    writeFileSync(
      bad,
      'units:\n  - { code: X1, name: X, kind: cell, parent: NOWHERE }\npeople:\n  - { code: P1, name: P, unit: X9 }\n',
    );
    const { code, err } = await tusoi('import', bad, '--apply');
    expect(code).toBe(2);
    expect(err).toContain('NOWHERE');
    expect(err).toContain('X9');
  });
});
