import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Channel } from '../../../src/channels/channel.ts';
import { say, writeChoice } from '../../../src/engine/say.ts';
import type { PersonId } from '../../../src/lib/ids.ts';
import { offeredTo, optionsOf } from '../../../src/runtime/outgoing/choices.ts';
import { contextOf, type Shell } from '../../../src/runtime/shell.ts';
import { Stage } from '../../support/stage/stage.ts';

let stage: Stage;
beforeEach(async () => {
  stage = await Stage.open('sqlite');
});
afterEach(() => stage.close());

const answers = ['Một', 'Hai,\nở hai dòng', 'Ba'].map((answer, n) => ({
  key: 'submissions.line' as const,
  params: { n: n + 1, answer },
}));
const summary = say(
  'submissions.summary',
  { answered: 3, total: 3, lines: answers, receivers: { key: 'submissions.receivers-unknown' } },
  [
    ...[0, 1, 2].map((entry) => ({ key: `e.${entry}`, label: `Sửa ${entry}`, entry })),
    { key: 'submit', label: 'Nộp' },
    writeChoice,
  ],
);

function offered(capabilities: Partial<Channel['capabilities']>, privateText?: Shell['privateText']) {
  const channel = { ...stage.phones, capabilities: { ...stage.phones.capabilities, ...capabilities } };
  const shell: Shell = { ...stage.app.shell, privateText, channels: new Map([['telegram', channel]]) };
  const reader = { channel: 'telegram', personId: stage.people.get('Minh') ?? null, locale: 'vi' as const };
  return stage.db.transact((c) => offeredTo({ shell, cx: contextOf(shell, c) }, reader, summary));
}

describe('choices', () => {
  it('beside lines know the line of the final text on which their entry ends', async () => {
    const text = stage.app.shell.translator.text(summary, 'vi').trim().split('\n');
    const beside = (await offered({ besideLines: true })).filter((one) => one.line !== undefined);
    expect(beside.map((one) => [one.label, text[one.line ?? -1]])).toEqual([
      ['Sửa 0', 'Câu 1: Một'],
      ['Sửa 1', 'ở hai dòng'],
      ['Sửa 2', 'Câu 3: Ba'],
    ]);
  });

  it('beside lines are left out where there are no such buttons, of the prompt too', async () => {
    const shown = await offered({});
    expect(shown.map((one) => one.key)).toEqual(['submit']);
    expect(optionsOf(shown)).toEqual([{ key: 'submit', label: 'Nộp' }]);
  });

  it('that open a page carry an address of their own each time, and are no options', async () => {
    const publicUrl = 'https://tusoi.example.vn/';
    const [first, second] = [await offered({}, { publicUrl }), await offered({}, { publicUrl })];
    const address = /^https:\/\/tusoi\.example\.vn\/w\/[\w-]{43}$/;
    expect(first.at(-1)).toMatchObject({ key: 'write', label: 'Viết tại đây', href: expect.stringMatching(address) });
    expect(second.at(-1)?.href).not.toBe(first.at(-1)?.href);
    expect(optionsOf(first).map((one) => one.key)).toEqual(['submit']);
    const links = await stage.db.read(({ tx, t }) => tx.select().from(t.writingLinks));
    expect(links.map((one) => one.personId)).toEqual(Array<PersonId | undefined>(2).fill(stage.people.get('Minh')));
  });
});
