/** Whatever comes in, in any order and at any time: it is answered, the state survives JSON, and no text is lost in silence. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Fact, FactOf } from '../../../src/engine/fact.ts';
import { keysOf } from '../../../src/features/questionnaires/model.ts';
import { afterRemoval } from '../../../src/features/submissions/model.ts';
import { questionAt } from '../../../src/features/submissions/reflection/places.flow.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../../../src/lib/time.ts';
import { Driver } from './driver.ts';
import { ofEveryKind, ofGroups, ofTexts } from './questionnaires.ts';

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
  'more',
  'i.1',
  'i.2',
  'f.1',
  'remove',
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
        if (fact.read !== undefined) expect(fact.read.part).toBe(this.of(fact.heldAt, 'held').length - 1);
        this.#set(fact.questionId, 'given', fact.read === undefined ? this.of(fact.heldAt, 'held') : [fact.read.text]);
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
      case 'item.removed':
        for (const state of ['given', 'held'] as const) {
          const { gone, moved } = afterRemoval(fact);
          for (const key of gone) this.#set(key, state, []);
          for (const [from, to] of moved) {
            this.#set(to, state, this.of(from, state));
            this.#set(from, state, []);
          }
        }
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
  const question = questionAt(driver.world, active?.step ?? '');
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

test.each([
  ofTexts,
  ofEveryKind,
  ofGroups,
])('any sequence of inputs is answered and no text is lost ($id)', (questionnaire) => {
  fc.assert(
    fc.property(fc.array(aDoing, { minLength: 1, maxLength: 60 }), (doings) => {
      const driver = new Driver(questionnaire);
      const books = new Books();
      let seen = 0;
      for (const doing of doings) {
        step(driver, doing);
        for (const fact of driver.facts.slice(seen)) books.take(fact);
        seen = driver.facts.length;
        for (const id of questionnaire.questions.flatMap(keysOf)) {
          const { given = [], held = [] } = driver.answers.get(id) ?? {};
          expect([given, held]).toEqual([books.of(id, 'given'), books.of(id, 'held')]);
        }
        if (driver.facts.at(-1)?.type === 'submission.submitted') return;
      }
    }),
    { numRuns: 300 },
  );
});

test.each([
  ofEveryKind,
  ofGroups,
])('facts that replace what was kept say so: nothing else may be deleted before an insert ($id)', (questionnaire) => {
  fc.assert(
    fc.property(fc.array(aDoing, { minLength: 1, maxLength: 40 }), (doings) => {
      const driver = new Driver(questionnaire);
      let touched = new Set<string>();
      let seen = 0;
      for (const doing of doings) {
        step(driver, doing);
        for (const fact of driver.facts.slice(seen)) {
          if (fact.type === 'answer.given' || fact.type === 'answer.skipped' || fact.type === 'held.used') {
            expect(fact.replaces).toBe(touched.has(fact.questionId));
            touched.add(fact.questionId);
          }
          if (fact.type === 'held.added') touched.add(fact.questionId);
          if (fact.type === 'item.removed') touched = without(touched, fact);
        }
        seen = driver.facts.length;
        if (driver.facts.at(-1)?.type === 'submission.submitted') return;
      }
    }),
    { numRuns: 150 },
  );
});

/** The keys that were touched, as they are called once an item is gone. */
function without(touched: ReadonlySet<string>, fact: FactOf<'item.removed'>): Set<string> {
  const { gone, moved } = afterRemoval(fact);
  const now = new Map<string, string>(moved);
  return new Set([...touched].filter((key) => !gone.includes(key)).map((key) => now.get(key) ?? key));
}

/** Somewhere in groups with some items: a number taps what is shown; a high one writes, as does any where nothing leads on. */
const aRoad = fc.record({ whole: fc.boolean(), turns: fc.array(fc.nat(15), { minLength: 5, maxLength: 40 }) });
const FORWARD = ['keep', 'done', 'c.no', 'skip', 'more', 'clear'];

function wander(driver: Driver, turns: readonly number[]): void {
  for (const place of turns) {
    if (driver.conversation.active === undefined) driver.begin();
    const keys = [...driver.options.keys()].filter((key) => key !== 'submit' && key !== 'later');
    const key = place < 13 ? keys[place % Math.max(1, keys.length)] : undefined;
    const typed = place === 13 ? 'sửa 2' : `việc ${place}`;
    if (key === undefined) driver.later(MINUTE).write(typed);
    else driver.tap(key);
  }
  driver.begin();
  if (driver.conversation.active?.held !== undefined) driver.tap('drop');
}

test('wherever one is in a group, the books agree, going back leads out of it, and going on to the end', () => {
  fc.assert(
    fc.property(aRoad, ({ whole, turns }) => {
      const driver = new Driver(ofGroups);
      if (whole) walk(driver, FORWARD);
      wander(driver, turns);
      const books = new Books();
      for (const fact of driver.facts) books.take(fact);
      for (const key of ofGroups.questions.flatMap(keysOf))
        expect(driver.answers.get(key)?.given ?? []).toEqual(books.of(key, 'given'));
      const there = JSON.stringify(driver.conversation);
      walk(driver, ['back']);
      expect(['q:first', 'summary']).toContain(driver.step);
      driver.conversation = JSON.parse(there) as typeof driver.conversation;
      driver.begin();
      walk(driver, FORWARD);
      // Handing in leads to what is wanted still, a group at a time.
      for (let tries = 0; tries < 4 && driver.conversation.active !== undefined; tries += 1) {
        driver.tap('submit');
        walk(driver, FORWARD);
      }
      expect(driver.facts.at(-1)?.type).toBe('submission.submitted');
    }),
    { numRuns: 100 },
  );
});

/** The first of these that is offered, again and again, until nothing is or the end is reached; a text where only that leads on. */
function walk(driver: Driver, keys: readonly string[]): void {
  for (let steps = 0; steps < 80; steps += 1) {
    const key = keys.find((one) => driver.options.has(one));
    if (driver.conversation.active === undefined || driver.step === 'summary') return;
    if (key === undefined && keys.includes('back')) return;
    if (key !== undefined) driver.tap(key);
    else if (isAside(driver.step ?? '')) driver.tap('back');
    else driver.later(MINUTE).write('một việc');
  }
}

/** From where an item or an answer is chosen to be changed, one only comes back. */
const isAside = (step: string): boolean => step === 'edit' || /^(?:x:|q:)[a-z]+[.]\d$/.test(step);
