/** Every conversation in this folder comes out the same on PostgreSQL. */
import { describe, expect, it } from 'vitest';
import { play } from '../support/stage/transcript.ts';
import { transcripts } from './transcripts.ts';

describe.each(transcripts)('$name', ({ text }) => {
  it('comes out the same on PostgreSQL', async () => {
    expect(await play(text, { kind: 'pglite' })).toBe(await play(text, { kind: 'sqlite' }));
  });
});
