import { afterEach, beforeEach, expect, it } from 'vitest';
import { say } from '../../../src/engine/say.ts';
import type { AddressId } from '../../../src/lib/ids.ts';
import { putSays } from '../../../src/runtime/outgoing/compose.ts';
import { contextOf } from '../../../src/runtime/shell.ts';
import { Stage } from '../../support/stage/stage.ts';

let stage: Stage;
beforeEach(async () => {
  stage = await Stage.open('sqlite', { channel: 'console' });
  await stage.joined(['Minh']);
  await show();
});
afterEach(() => stage.close());

/** A menu of twelve, of which two begin alike. */
async function show(): Promise<void> {
  const labels = [...Array.from({ length: 10 }, (_, n) => `Việc ${'abcdefghij'[n]}`), 'Ngôn ngữ', 'Ngôn từ'];
  const choices = labels.map((label, n) => ({
    key: `m${n}`,
    label,
    command: n === 10 ? { name: 'ngonngu', args: '' } : { name: 'help', args: '' },
  }));
  await stage.db.transact(async (c) => {
    const row = (await c.tx.select().from(c.t.addresses)).find((one) => one.platformId === stage.platformId('Minh'));
    if (row === undefined) throw new Error('Minh has no phone');
    const reader = { ...row, id: row.id as AddressId, locale: 'vi' as const };
    const says = [{ say: say('common.loose-text', undefined, choices) }];
    await putSays({ shell: stage.app.shell, cx: contextOf(stage.app.shell, c) }, reader, { says, lane: 'reply' });
  });
  await stage.app.settle();
  stage.phones.take();
}

async function answerTo(text: string): Promise<string> {
  stage.wait();
  await stage.act([stage.phones.says(stage.platformId('Minh'), text, stage.clock.now())]);
  return stage.phones
    .take()
    .map((one) => [one.text, ...one.buttons.flat().map(({ data, text: label }) => `${data}. ${label}`)].join('\n'))
    .join('\n');
}

it('a long menu is turned page by page, and every option keeps its number', async () => {
  const second = await answerTo('tiếp');
  expect(second).toContain('10–12');
  expect(second).toContain('11. Ngôn ngữ');
  expect(second).not.toContain('1. Việc a');
  const first = await answerTo('trước');
  expect(first).toContain('9. Việc i');
  expect(first).not.toContain('11. Ngôn ngữ');
  expect(await answerTo('11')).toContain('Tiếng Việt');
});

it('the beginning of one option is enough; what two begin with is asked about and then answered by number', async () => {
  expect(await answerTo('ngôn')).toBe('Ý đồng chí là số 11 (Ngôn ngữ), hay số 12 (Ngôn từ)?');
  expect(await answerTo('số 11')).toContain('Tiếng Việt');
});

it('the word for help is the command for help', async () => {
  expect(await answerTo('giúp')).toContain('/help');
});
