/** Every conversation in this folder, on both databases and in every weather, comes out as it is written. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { play, type Weather } from '../support/stage/transcript.ts';

const folder = new URL('.', import.meta.url);
const files = readdirSync(folder).filter((name) => name.endsWith('.chat'));

const WEATHERS: Readonly<Record<string, Weather>> = {
  'PostgreSQL': { kind: 'pglite' },
  'every event delivered twice': { kind: 'sqlite', twice: true },
  'every tap sent again under a new id': { kind: 'sqlite', resentTaps: true },
  'a restart after every line': { kind: 'sqlite', restarts: true },
};

describe.each(files)('%s', (file) => {
  const text = readFileSync(new URL(file, folder), 'utf8');

  it('reads as it is written', async () => {
    const played = await play(text, { kind: 'sqlite' });
    await expect(played).toMatchFileSnapshot(new URL(file, folder).pathname);
    expect(played, 'a line failed, or could not be played').not.toContain('  !! ');
  });

  it.each(Object.entries(WEATHERS))('comes out the same with %s', async (_, weather) => {
    expect(await play(text, weather)).toBe(await play(text, { kind: 'sqlite' }));
  });
});
