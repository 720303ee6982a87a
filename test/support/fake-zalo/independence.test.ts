import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const here = dirname(fileURLToPath(import.meta.url));

test('the double needs Node and its own folder alone, so that it can be published as it is', () => {
  const files = readdirSync(here, { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('.ts') && !file.endsWith('.test.ts'),
  );
  const foreign = files.flatMap((file) => {
    const imports = [...readFileSync(join(here, file), 'utf8').matchAll(/(?:from|import) '([^']+)'/g)];
    const outside = imports.flatMap(([, what = '']) => {
      if (what.startsWith('node:')) return [];
      return what.startsWith('.') && !relative(here, join(here, dirname(file), what)).startsWith('..') ? [] : [what];
    });
    return outside.map((what) => `${file}: ${what}`);
  });
  expect(files.length).toBeGreaterThan(20);
  expect(foreign).toEqual([]);
});
