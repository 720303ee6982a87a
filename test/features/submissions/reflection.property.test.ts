/** Whatever comes in, in any order and at any time: it is answered, the state survives JSON, and no text is lost in silence. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Fact } from '../../../src/engine/fact.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../../../src/lib/time.ts';
import { Driver } from './driver.ts';
import { ofEveryKind, ofTexts } from './questionnaires.ts';

type Doing =
  | { readonly what: 'write'; readonly text: string; readonly ago: number }
  | { readonly what: 'tap'; readonly key: string }
  /** One of the options that are shown. */
  | { readonly what: 'tap-shown'; readonly place: number; readonly typed: boolean }
  | { readonly what: 'photo' | 'sticker' | 'leave' | 'begin' }
  | { readonly what: 'wait'; readonly ms: number };

const KEYS = [
  'skip',
  'back',
  'later',
  'keep',
  'clear',
  'done',
  'submit',
  'edit',
  'full',
  'add',
  'use',
  'drop',
  'c.a',
  'c.yes',
  'c.3',
  'e.0',
  'e.99',
  'constructor',
  '__proto__',
];
const WAITS = [0, SECOND, 4 * SECOND, 19 * SECOND, 21 * SECOND, MINUTE, HOUR, 13 * HOUR, 2 * DAY];

const aText = fc.oneof(
  { weight: 6, arbitrary: fc.uuid().map((id) => `chữ ${id}`) },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      '5',
      '2',
      '1, 3',
      '5/4/2022',
      '12,5',
      'Có',
      'bỏ qua',
      'Quay lại',
      '',
      ' ',
      'constructor',
    ),
  },
  { weight: 1, arbitrary: fc.string({ unit: 'grapheme', maxLength: 40 }) },
  { weight: 1, arbitrary: fc.constant('dài '.repeat(1100)) },
);
const aDoing: fc.Arbitrary<Doing> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      what: fc.constant('write' as const),
      text: aText,
      ago: fc.constantFrom(0, 0, 0, SECOND, MINUTE, HOUR),
    }),
  },
  { weight: 2, arbitrary: fc.record({ what: fc.constant('tap' as const), key: fc.constantFrom(...KEYS) }) },
  {
    weight: 6,
    arbitrary: fc.record({ what: fc.constant('tap-shown' as const), place: fc.nat(11), typed: fc.boolean() }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      what: fc.constantFrom('photo' as const, 'sticker' as const, 'leave' as const, 'begin' as const),
    }),
  },
  { weight: 5, arbitrary: fc.record({ what: fc.constant('wait' as const), ms: fc.constantFrom(...WAITS) }) },
);

/** What the author can be sure of: a text is in the books until the author's own decision takes it out. */
class Books {
  readonly #kept = new Map<string, string[]>();

  take(fact: Fact): void {
    switch (fact.type) {
      case 'answer.given':
        this.#set(fact.questionId, 'given', [fact.text]);
        return;
      case 'answer.skipped':
        this.#set(fact.questionId, 'given', []);
        return;
      case 'text.held':
        expect(fact.part).toBe(this.of(fact.questionId, 'held').length);
        this.#set(fact.questionId, 'held', [...this.of(fact.questionId, 'held'), fact.text]);
        return;
      case 'held.used':
        this.#set(fact.questionId, 'given', this.of(fact.heldAt, 'held'));
        this.#set(fact.heldAt, 'held', []);
        return;
      case 'held.added':
        expect(fact.parts).toBe(this.of(fact.questionId, 'given').length);
        this.#set(fact.questionId, 'given', [...this.of(fact.questionId, 'given'), ...this.of(fact.heldAt, 'held')]);
        this.#set(fact.heldAt, 'held', []);
        return;
      case 'held.dropped':
        this.#set(fact.questionId, 'held', []);
        return;
      default:
    }
  }

  of(questionId: string, state: 'given' | 'held'): readonly string[] {
    return this.#kept.get(`${questionId} ${state}`) ?? [];
  }

  #set(questionId: string, state: 'given' | 'held', texts: readonly string[]): void {
    this.#kept.set(`${questionId} ${state}`, [...texts]);
  }
}

/** Said of a text that was not taken in: the author knows, and still has it in the chat. */
const REFUSED =
  /chưa được ghi|Câu này cần|Câu này chỉ|Số .* nhận được|Ngày .* nhận được|chọn một trong các nút|gõ như 05\/4\/2022|đã khép lại/;

function step(driver: Driver, doing: Doing): void {
  const open = driver.conversation.active !== undefined;
  if (doing.what === 'wait') return void driver.later(doing.ms);
  if (!open || doing.what === 'begin') return void driver.begin();
  if (doing.what === 'leave') return void driver.leave();
  const before = driver.facts.length;
  const strict = takesAnyText(driver);
  act(driver, doing);
  expect(driver.said.length).toBeGreaterThan(0);
  for (const said of driver.said) expect(said.trim()).not.toBe('');
  const { active } = driver.conversation;
  if (active !== undefined) expect(active.promptId).not.toBe('');
  if (doing.what === 'write') accountedFor(driver, doing.text, { facts: driver.facts.slice(before), strict });
}

/** At a free question, at the end, and while a text is being asked about, there is no reason to refuse a plain one. */
function takesAnyText(driver: Driver): boolean {
  const { active } = driver.conversation;
  const question = driver.questionnaire.questions.find(({ id }) => active?.step === `q:${id}`);
  return active?.held !== undefined || question === undefined || question.kind === 'text';
}

function accountedFor(
  driver: Driver,
  text: string,
  { facts, strict }: { readonly facts: readonly Fact[]; readonly strict: boolean },
): void {
  const kept = facts.some((fact) => (fact.type === 'answer.given' || fact.type === 'text.held') && fact.text === text);
  // A label or a number stood for an option; a value was stored in its own form.
  const meant = facts.some((fact) => fact.type !== 'text.held') || text.length <= 60;
  const closed = driver.world.today > driver.world.draft.closesOn;
  const refused = driver.said.some((said) => REFUSED.test(said));
  expect(kept || refused || meant, `"${text}" came to nothing: ${driver.said.join(' | ')}`).toBe(true);
  if (text.startsWith('chữ '))
    expect(kept || closed || (refused && !strict), `"${text}" was lost: ${driver.said.join(' | ')}`).toBe(true);
}

function act(driver: Driver, doing: Exclude<Doing, { what: 'wait' | 'begin' | 'leave' }>): void {
  switch (doing.what) {
    case 'write':
      return void driver.write(doing.text, doing.ago);
    case 'tap':
      return void driver.tap(doing.key);
    case 'tap-shown': {
      const shown = [...driver.options];
      const [key, label] = shown[doing.place % Math.max(1, shown.length)] ?? ['skip', 'Bỏ qua'];
      return void (doing.typed ? driver.write(label) : driver.tap(key));
    }
    case 'photo':
      return void driver.input({ kind: 'photo', caption: '' });
    case 'sticker':
      return void driver.input({ kind: 'unsupported', what: 'sticker' });
    default:
  }
}

test.each([ofTexts, ofEveryKind])('any sequence of inputs is answered and no text is lost ($id)', (questionnaire) => {
  fc.assert(
    fc.property(fc.array(aDoing, { minLength: 1, maxLength: 60 }), (doings) => {
      const driver = new Driver(questionnaire);
      const books = new Books();
      let seen = 0;
      for (const doing of doings) {
        step(driver, doing);
        for (const fact of driver.facts.slice(seen)) books.take(fact);
        seen = driver.facts.length;
        for (const { id } of questionnaire.questions) {
          const { given = [], held = [] } = driver.answers.get(id) ?? {};
          expect([given, held]).toEqual([books.of(id, 'given'), books.of(id, 'held')]);
        }
        if (driver.facts.at(-1)?.type === 'submission.submitted') return;
      }
    }),
    { numRuns: 300 },
  );
});

test('facts that replace what was kept say so: nothing else may be deleted before an insert', () => {
  fc.assert(
    fc.property(fc.array(aDoing, { minLength: 1, maxLength: 40 }), (doings) => {
      const driver = new Driver(ofEveryKind);
      const touched = new Set<string>();
      let seen = 0;
      for (const doing of doings) {
        step(driver, doing);
        for (const fact of driver.facts.slice(seen)) {
          if (fact.type === 'answer.given' || fact.type === 'answer.skipped' || fact.type === 'held.used') {
            expect(fact.replaces).toBe(touched.has(fact.questionId));
            touched.add(fact.questionId);
          }
          if (fact.type === 'held.added') touched.add(fact.questionId);
        }
        seen = driver.facts.length;
        if (driver.facts.at(-1)?.type === 'submission.submitted') return;
      }
    }),
    { numRuns: 150 },
  );
});
