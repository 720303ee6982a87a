/** Every conversation in this folder comes out as it is written, also when everything is delivered twice or restarted. */
import { describe, expect, it } from 'vitest';
import { isDocumented, isNeutral, isPictured, isTyped } from '../support/stage/given.ts';
import { play, type Weather } from '../support/stage/transcript.ts';
import { inWords, transcripts } from './transcripts.ts';

const WEATHERS: Readonly<Record<string, Weather>> = {
  'everything delivered twice and taps sent again under a new id': { kind: 'sqlite', again: true },
  'a restart after every line': { kind: 'sqlite', restarts: true },
};

describe.each(transcripts)('$name', ({ text, path }) => {
  let played: Promise<string> | undefined;
  const asWritten = (): Promise<string> => {
    played ??= play(text, { kind: 'sqlite' });
    return played;
  };

  it('reads as it is written', async () => {
    const written = await asWritten();
    await expect(written).toMatchFileSnapshot(path);
    expect(written, 'a line failed, or could not be played').not.toContain('  !! ');
  });

  it.each(Object.entries(WEATHERS))('comes out the same with %s', async (_, weather) => {
    expect(await play(text, weather)).toBe(await asWritten());
  });

  it.runIf(isNeutral(text))('says the same in a terminal', async () => {
    expect(inWords(await play(text, { kind: 'sqlite', channel: 'console' }))).toBe(inWords(await asWritten()));
  });

  it.runIf(isNeutral(text) || isTyped(text) || isPictured(text))('says the same on Zalo', async () => {
    const played = inWords(await play(text, { kind: 'sqlite', channel: 'zalo' }));
    // A typed story is written down in a terminal; the books name the channel.
    expect(played.replaceAll('channel: "zalo"', 'channel: "console"')).toBe(inWords(await asWritten()));
  });

  it.runIf(isNeutral(text) || isPictured(text) || isDocumented(text))('says the same on the page', async () => {
    expect(inWords(await play(text, { kind: 'sqlite', channel: 'web' }))).toBe(inWords(await asWritten()));
  });
});
