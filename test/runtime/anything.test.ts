/** Whatever people do, in whatever order: everybody gets an answer, nothing fails, and the state survives every restart. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { InboundEvent } from '../../src/engine/input.ts';
import { HOUR, MINUTE, SECOND } from '../../src/lib/time.ts';
import type { Kind } from '../support/databases.ts';
import { Stage } from '../support/stage/stage.ts';
import { CAST } from '../support/stage/ward.ts';

const PEOPLE = ['Minh', 'Lan', 'Bách', 'Phúc'] as const;
const COMMANDS = [
  '/soi',
  '/tieptuc',
  '/huy',
  '/suabai',
  '/status',
  '/trangthai cb 7',
  '/hop',
  '/bai',
  '/giay hoa',
  '/giay',
  '/moi',
  '/nhac',
  '/aidaxem',
  '/help',
  '/menu',
  '/ngonngu',
  '/batdau',
  '/rutdongy',
  '/start',
  '/khongco',
];
const TEXTS = [
  'Em phụ trách tổ dân phố số 3.',
  '1',
  '2',
  '29/3',
  '19h30',
  'Nộp',
  'bỏ qua',
  'ABCD2345',
  'Nhà văn hóa',
  '🙂',
  ' ',
  'a'.repeat(4_096),
  'đồng chí "{x}" <b>&',
];

type Act =
  | { readonly do: 'text'; readonly text: string; readonly after: number }
  | { readonly do: 'tap'; readonly back: number }
  | { readonly do: 'send'; readonly what: string }
  | { readonly do: 'edit'; readonly text: string }
  | { readonly do: 'restart' }
  | { readonly do: 'wait'; readonly ms: number };

const act: fc.Arbitrary<readonly [(typeof PEOPLE)[number], Act]> = fc.tuple(
  fc.constantFrom(...PEOPLE),
  fc.oneof(
    {
      weight: 5,
      arbitrary: fc.record({
        do: fc.constant('text' as const),
        text: fc.constantFrom(...COMMANDS),
        after: fc.constant(MINUTE),
      }),
    },
    {
      weight: 6,
      arbitrary: fc.record({
        do: fc.constant('text' as const),
        text: fc.constantFrom(...TEXTS),
        after: fc.constantFrom(3 * SECOND, MINUTE, 13 * HOUR),
      }),
    },
    { weight: 10, arbitrary: fc.record({ do: fc.constant('tap' as const), back: fc.nat({ max: 6 }) }) },
    {
      weight: 1,
      arbitrary: fc.record({ do: fc.constant('send' as const), what: fc.constantFrom('sticker', 'voice', 'photo') }),
    },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('edit' as const), text: fc.constantFrom('đã sửa', 'x') }) },
    { weight: 1, arbitrary: fc.constant({ do: 'restart' as const }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.constantFrom(HOUR, 26 * HOUR) }) },
  ),
);

/** What somebody does as an event; undefined when there is nothing to tap or to edit yet. */
function eventOf(stage: Stage, name: string, one: Act): InboundEvent | undefined {
  const { phones, clock } = stage;
  const id = stage.platformId(name);
  switch (one.do) {
    case 'text':
      stage.wait(one.after);
      return phones.says(id, one.text, clock.now());
    case 'send':
      stage.wait();
      return phones.sends(id, one.what, clock.now());
    case 'tap': {
      stage.wait();
      const buttons = (phones.lastMessages.get(id) ?? []).flatMap((message) => message.buttons.flat());
      const button = buttons.at(-1 - one.back);
      return button === undefined ? undefined : phones.taps(id, button.text, clock.now());
    }
    case 'edit':
      stage.wait();
      try {
        return phones.edits(id, '', one.text, clock.now());
      } catch {
        return undefined;
      }
    default:
      return undefined;
  }
}

async function play(kind: Kind, acts: readonly (readonly [string, Act])[]): Promise<void> {
  const stage = await Stage.open(kind);
  try {
    await stage.joined(Object.keys(CAST));
    for (const [name, one] of acts) {
      if (one.do === 'restart') await stage.restart();
      if (one.do === 'wait') await stage.passTo(stage.clock.now() + one.ms);
      const event = eventOf(stage, name, one);
      if (event === undefined) continue;
      stage.phones.take();
      await stage.act([event]);
      const answers = stage.phones.take().filter((message) => message.platformId === event.platformId);
      const mayBeSilent = event.input.kind === 'edit' || event.input.kind === 'choice';
      if (!mayBeSilent) expect(answers.length, `no answer to ${JSON.stringify(one)} of ${name}`).toBeGreaterThan(0);
      expect(stage.log.filter(({ level }) => level === 'error')).toEqual([]);
    }
  } finally {
    await stage.close();
  }
}

describe('whatever people do', () => {
  it('everybody is answered and nothing fails', { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(act, { minLength: 20, maxLength: 60 }), (acts) => play('sqlite', acts)),
      { numRuns: 40 },
    );
  });

  it('also on PostgreSQL', { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(act, { minLength: 20, maxLength: 40 }), (acts) => play('pglite', acts)),
      { numRuns: 3 },
    );
  });
});
