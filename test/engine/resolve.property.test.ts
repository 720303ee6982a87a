/** Any list of options can be answered, by number and by label, and nothing unclear is decided in silence. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { render as renderInTerminal, textOf } from '../../src/channels/console/render.ts';
import { render as renderOnZalo } from '../../src/channels/zalo/render.ts';
import { isNumbered, type Meant, readOrdinal, resolve } from '../../src/engine/resolve.ts';
import { say } from '../../src/engine/say.ts';
import { PAGE } from '../../src/engine/typing.ts';
import { fold } from '../../src/lib/fold.ts';
import type { PromptId } from '../../src/lib/ids.ts';
import { listed, typedLine } from '../../src/runtime/outgoing/choices.ts';
import { translator } from '../features/submissions/driver.ts';
import { ofEveryKind } from '../features/submissions/questionnaires.ts';

const REAL = [
  ...ofEveryKind.questions.flatMap((one) =>
    'choices' in one ? one.choices.flatMap(({ label }) => [label.vi, label.en]) : [],
  ),
  ...[
    'Hoàn thành',
    'Hoàn thành tốt',
    'Chưa hoàn thành',
    'Bỏ qua',
    'Quay lại',
    'Để sau',
    'Nộp',
    'Giữ nguyên',
    'Xem toàn văn',
  ],
  ...['Trần Thị Ánh', 'Trần Thị Anh', 'Đỗ Văn Tuân', 'Đỗ Văn Tuấn', 'Chi bộ 6', 'Chi bộ 16', 'Câu 1', 'Câu 10'],
  ...['0', '1', '2', '3', '10', '1 lần', '2 lần', '3 lần trở lên', '15 giờ', '✔ Đi họp', 'Đi họp'],
];
const SYLLABLES = [
  'ba',
  'bà',
  'bả',
  'đa',
  'da',
  'đã',
  'Ông',
  'ong',
  'Ứng',
  'ung',
  'hoà',
  'hòa',
  'tuyên',
  'truyền',
  'x',
];
const aWord = fc.array(fc.constantFrom(...SYLLABLES), { minLength: 1, maxLength: 3 }).map((some) => some.join(' '));
const aLabel = fc.oneof(fc.constantFrom(...REAL), aWord);
const someLabels = fc.array(aLabel, { minLength: 1, maxLength: 24 });

const typed = { numbers: true, beginnings: true };
const optionsOf = (labels: readonly string[]) => labels.map((label, index) => ({ key: `k${index}`, label }));
const keysOf = (meant: Meant): readonly string[] =>
  meant.how === 'none' ? [] : meant.how === 'one' ? [meant.key] : meant.keys;
const bare = (text: string): string => fold(text).replace(/^[^\p{L}\p{N}]+/u, '');

const FORMS: readonly ((n: number) => string)[] = [
  String,
  (n) => `${n}.`,
  (n) => `${n})`,
  (n) => `số ${n}`,
  (n) => `so ${n}`,
  (n) => `câu trả lời ${n}`,
  (n) => [...String(n)].map((digit) => String.fromCodePoint(0xff10 + Number(digit))).join(''),
  (n) => [...String(n)].map((digit) => `${digit}\uFE0F\u20E3`).join(''),
];

test('any option is answered by its number in every writing, and by its label', () => {
  fc.assert(
    fc.property(someLabels, fc.constantFrom(...FORMS), (labels, form) => {
      const options = optionsOf(labels);
      for (const [index, { key, label }] of options.entries()) {
        expect(keysOf(resolve(label, options, typed))).toContain(key);
        if (isNumbered(labels)) {
          expect(keysOf(resolve(form(index + 1), options, typed))).toContain(key);
          expect(resolve(`số ${index + 1}`, options, typed)).toEqual({ how: 'one', key });
        } else expect(resolve(label, options, typed)).toEqual({ how: 'one', key });
      }
    }),
  );
});

test('what two options may mean alike is never decided in silence', () => {
  const aText = fc.tuple(aLabel, fc.nat(12)).map(([label, length]) => [...label].slice(0, length + 1).join(''));
  fc.assert(
    fc.property(someLabels, fc.oneof(aText, aLabel, fc.integer({ min: 0, max: 30 }).map(String)), (labels, text) => {
      const options = optionsOf(labels);
      const meant = resolve(text, options, typed);
      if (meant.how !== 'one') return;
      const wanted = bare(text);
      const place = isNumbered(labels) ? options[(readOrdinal(text) ?? 0) - 1] : undefined;
      const same = options.filter((one) => bare(one.label) === wanted);
      // A bare number is a place and may be a label; with a word before it, it is one of both.
      const named =
        /^\d+$/.test(wanted) || same.length === 0 ? options.filter((one) => one === place || same.includes(one)) : same;
      const candidates = named.length > 0 ? named : options.filter((one) => bare(one.label).startsWith(wanted));
      expect(candidates.map((one) => one.key)).toContain(meant.key);
      const letters = text.normalize('NFKC').trim().toLowerCase();
      const chosen = options.find((one) => one.key === meant.key)?.label.toLowerCase() ?? '';
      // Others that fold alike differ in a diacritic that was typed, or in a digit that goes on.
      for (const { key, label } of candidates)
        if (key !== meant.key && !/^\d+$/.test(wanted))
          expect([label.toLowerCase().startsWith(letters), chosen.startsWith(letters)]).toEqual([false, true]);
    }),
    { numRuns: 500 },
  );
});

test('whatever is shown is understood when it is typed back, on every page and on every channel without buttons', () => {
  fc.assert(
    fc.property(someLabels, fc.boolean(), (labels, free) => {
      const options = optionsOf(labels);
      const offered = options.map((one) => ({ ...one, beside: false }));
      const manner = { numbers: !free, beginnings: false };
      const shown = new Set<string>();
      for (let page = 1; page <= Math.ceil(labels.length / PAGE); page += 1) {
        const list = listed(offered, { free, page });
        const typed = typedLine({ translator }, { locale: 'vi' }, { say: say('dialog.page-again'), list });
        const message = {
          text: '',
          ...(typed === undefined ? {} : { typed }),
          promptId: 'p' as PromptId,
          free: list.free,
          choices: list.offered,
          file: undefined,
        };
        const texts = [
          renderInTerminal(message).map(textOf).join('\n'),
          renderOnZalo(message)
            .map(({ body }) => String(body['text']))
            .join('\n'),
        ];
        for (const { key, label, number } of list.offered) {
          shown.add(key);
          for (const text of texts) expect(text).toContain(number === undefined ? label : `${number}. ${label}`);
          const back = resolve(number === undefined ? label : `số ${number}`, options, manner);
          if (number !== undefined) expect(back).toEqual({ how: 'one', key });
          else expect(keysOf(back)).toContain(key);
        }
        if (!list.free) expect(list.offered.length).toBeLessThanOrEqual(PAGE);
      }
      expect(shown.size).toBe(labels.length);
    }),
  );
});
