import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { exampleEnv } from '../src/config.ts';

test('.env.example is what the settings say (npm run env:example)', async () => {
  expect(await readFile(new URL('../.env.example', import.meta.url), 'utf8')).toBe(exampleEnv());
});
