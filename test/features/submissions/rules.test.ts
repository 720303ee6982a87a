import { expect, test } from 'vitest';
import { questionnaire, type Single } from '../../../src/features/questionnaires/model.ts';
import { handedIn } from '../../../src/features/submissions/model.ts';
import { shortened } from '../../../src/features/submissions/report.ts';
import { understand } from '../../../src/features/submissions/rules.ts';
import type { LocalDate } from '../../../src/lib/time.ts';

const text = { vi: '?', en: '?' };
const today = '2022-03-21' as LocalDate;
const choices = [
  { key: 'often', label: { vi: 'Thường xuyên', en: 'Often' } },
  { key: 'rare', label: { vi: 'Ít khi', en: 'Rarely' } },
  { key: 'never', label: { vi: 'Không, chưa bao giờ', en: 'Never' } },
];
function ask(rest: object): Single {
  const [one] = questionnaire.parse({
    id: 'q',
    version: 1,
    title: text,
    questions: [{ id: 'q', text, ...rest }],
  }).questions;
  if (one === undefined || one.kind === 'repeat') throw new Error('a questionnaire without such a question');
  return one;
}
const read = (one: Single, written: string): string | undefined => {
  const understood = understand(one, written, today);
  return understood.ok ? understood.value : undefined;
};

test('a day is read as it is written here, day first', () => {
  const date = ask({ kind: 'date' });
  expect(['5/4', '05/4/2022', '5-4-2022', '2022-04-05', 'ngày 5 tháng 4'].map((one) => read(date, one))).toEqual(
    Array.from({ length: 5 }, () => '2022-04-05'),
  );
  expect(['30/2', '13/13/2022', 'mùa xuân', '4'].map((one) => read(date, one))).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});

test('a number is read in Vietnamese and in English spelling', () => {
  const number = ask({ kind: 'number', min: -5, max: 10_000 });
  expect(['12', '12,5', '12.5', '1.250', '-3', ' 7 ', '１２'].map((one) => read(number, one))).toEqual([
    '12',
    '12.5',
    '12.5',
    '1250',
    '-3',
    '7',
    '12',
  ]);
  expect(['mười', '1/2', '10001', '-6', '1e3', '0x10', ''].map((one) => read(number, one))).toEqual(
    Array.from({ length: 7 }, () => undefined),
  );
  expect([
    read(ask({ kind: 'scale', min: 1, max: 5 }), '3,5'),
    read(ask({ kind: 'scale', min: 1, max: 5 }), '5'),
  ]).toEqual([undefined, '5']);
});

test('a choice is read by label in either language, without diacritics, by key and by number', () => {
  const choice = ask({ kind: 'choice', choices });
  expect(['Thường xuyên', 'thuong xuyen', 'OFTEN', 'often', '1', 'số 1'].map((one) => read(choice, one))).toEqual(
    Array.from({ length: 6 }, () => 'often'),
  );
  expect(['4', '0', 'thường', 'constructor'].map((one) => read(choice, one))).toEqual(
    Array.from({ length: 4 }, () => undefined),
  );
});

test('several choices come in the questionnaire’s order, each once, and a comma inside a label does no harm', () => {
  const multi = ask({ kind: 'multi', choices, min: 1, max: 2 });
  expect(['2, 1', 'ít khi; often', '1\n1', 'Không, chưa bao giờ'].map((one) => read(multi, one))).toEqual([
    'often,rare',
    'often,rare',
    'often',
    'never',
  ]);
  expect(['1, 2, 3', '1, 9', ','].map((one) => read(multi, one))).toEqual([undefined, undefined, undefined]);
});

test('letters are counted as people count them, and the longest message is an answer', () => {
  const short = ask({ kind: 'text', max: 5 });
  expect(read(short, 'Tuấn'.normalize('NFD'))).toBe('Tuấn'.normalize('NFD'));
  expect(read(short, 'dài quá')).toBeUndefined();
  const free = ask({ kind: 'text' });
  expect([
    read(free, 'ế'.repeat(4096))?.length,
    read(free, '👍'.repeat(4096))?.length,
    read(free, 'x'.repeat(4097)),
  ]).toEqual([4096, 8192, undefined]);
  expect([read(free, ' \n'), read(free, '.')]).toEqual([undefined, '.']);
});

test('shortening cuts at a word and never a letter from its diacritics', () => {
  expect(shortened('một hai ba bốn', 9)).toBe('một hai…');
  expect(shortened('một hai', 7)).toBe('một hai');
  expect(shortened('ếếếếếế'.normalize('NFD'), 3)).toBe('ếếế…');
});

test('a confirmed paper counts, a claimed one does not yet, and neither matters once something was submitted', () => {
  expect(handedIn({ submittedAt: undefined, paper: undefined })).toBe('missing');
  expect(handedIn({ submittedAt: undefined, paper: 'claimed' })).toBe('paper-claimed');
  expect(handedIn({ submittedAt: undefined, paper: 'confirmed' })).toBe('paper');
  expect(handedIn({ submittedAt: 1, paper: 'claimed' })).toBe('submitted');
});

test('what shows nothing is no answer, an emoji is one', () => {
  const free = ask({ kind: 'text' });
  for (const nothing of ['', ' \n', '\u3164', '\u200b\u200e', '\u2800', '\ufe0f', '\u115f\u00ad'])
    expect(read(free, nothing), JSON.stringify(nothing)).toBeUndefined();
  for (const something of ['👍', '.', '\u200eđúng', '👨‍👩‍👧']) expect(read(free, something)).toBe(something);
});
