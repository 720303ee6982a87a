/** What the README shows is so. */
import { access, cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { loadContent } from '../src/content/load.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const read = (file: string): Promise<string> => readFile(join(ROOT, file), 'utf8');

/** The blocks of a kind of code, without the marks around them. */
const blocks = (text: string, kind: string): readonly string[] =>
  [...text.matchAll(new RegExp(`^( *)\`\`\`${kind}\\n([\\s\\S]*?)\\n\\1\`\`\`$`, 'gm'))].map(
    ([, indent = '', block = '']) => block.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
  );

test('its conversation is in the transcript it names, word for word and in this order', async () => {
  const [shown = ''] = blocks(await read('README.md'), '');
  expect(shown).toContain('Câu 2/8.');
  const lines = (await read('test/transcripts/several-bubbles.chat')).split('\n');
  let at = 0;
  for (const line of shown.split('\n')) {
    at = lines.indexOf(line, at) + 1;
    expect(at, line).toBeGreaterThan(0);
  }
});

test('its questions can be added as it says', async () => {
  const [questions = ''] = blocks(await read('README.md'), 'yaml');
  const folder = await mkdtemp(join(tmpdir(), 'tusoi-readme-'));
  try {
    const file = join(folder, 'questionnaires', 'tu-soi.yaml');
    await mkdir(dirname(file));
    await cp(join(ROOT, 'src/content/questionnaires/tu-soi.yaml'), file);
    const shipped = await readFile(file, 'utf8');
    await writeFile(file, `${shipped.replace('version: 1', 'version: 2')}${questions}\n`);
    const loaded = await loadContent(folder);
    expect(loaded.ok ? [] : loaded.problems).toEqual([]);
    const ids = loaded.ok ? loaded.content.questionnaires.flatMap(({ questions: all }) => all.map(({ id }) => id)) : [];
    expect(ids.slice(-2)).toEqual(['help-needed', 'which-help']);
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('it has a line on every command of operators', async () => {
  const usage = /const USAGE = `([^`]*)`/.exec(await read('src/cli.ts'))?.[1] ?? '';
  const rows = (await read('README.md')).split('\n').filter((line) => line.startsWith('| `'));
  const commands = [...usage.matchAll(/^ {2}([a-z]+)/gm)].map(([, command = '']) => command);
  expect(commands.length).toBeGreaterThan(5);
  expect(
    commands.filter(
      (command) => !rows.some((row) => row.startsWith(`| \`${command} `) || row.startsWith(`| \`${command}\``)),
    ),
  ).toEqual([]);
});

test('its links, and those of the documents, lead somewhere', async () => {
  const documents = (await readdir(join(ROOT, 'docs'), { recursive: true })).filter((file) => file.endsWith('.md'));
  const lost: string[] = [];
  for (const file of ['README.md', ...documents.map((one) => join('docs', one))]) {
    for (const [, link = ''] of (await read(file)).matchAll(/\]\(([^)\s#]+)[^)]*\)/g)) {
      if (/^[a-z]+:/.test(link)) continue;
      await access(join(ROOT, dirname(file), link)).catch(() => lost.push(`${file}: ${link}`));
    }
  }
  expect(lost).toEqual([]);
});
