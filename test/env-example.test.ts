import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { exampleEnv } from '../src/config.ts';

test('.env.example is what the settings say (npm run env:example)', async () => {
  expect(await readFile(new URL('../.env.example', import.meta.url), 'utf8')).toBe(exampleEnv());
});

test.each(['README.md', 'docs/operations.md'])('%s has a line on every setting', async (file) => {
  const text = await readFile(new URL(`../${file}`, import.meta.url), 'utf8');
  const rows = text.split('\n').filter((line) => line.startsWith('| `'));
  const names = [...exampleEnv().matchAll(/^#([A-Z_]+)=/gm)].map((one) => one[1] ?? '');
  expect(names.filter((name) => !rows.some((row) => row.split(' | ')[0]?.includes(`\`${name}\``)))).toEqual([]);
});
