/** Where each message is counted, what belongs together is one message: a reflection of eight questions, counted call by call. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Stage } from '../../support/stage/stage.ts';

let stage: Stage;
beforeEach(async () => {
  const metered = { messages: 3000, people: 50, atCap: 'hold' } as const;
  stage = await Stage.open('sqlite', { channel: 'zalo', metered });
});
afterEach(() => stage.close());

const calls = () => stage.db.read((c) => c.tx.$count(c.t.outbox));

/** How many calls it takes to answer what somebody writes. */
async function costOf(text: string): Promise<number> {
  const before = await calls();
  stage.wait();
  await stage.act([stage.phones.says(stage.platformId('Minh'), text, stage.clock.now())]);
  return (await calls()) - before;
}

it('a whole reflection costs a message a question, and one each for joining, agreeing, beginning and handing in', async () => {
  await stage.code('ABCDEFGH', 'Minh');
  const costs: number[] = [];
  for (const text of ['ABCD-EFGH', 'Đồng ý', '/soi']) costs.push(await costOf(text));
  for (let question = 1; question <= 8; question += 1) costs.push(await costOf(`Câu trả lời thứ ${question} của tôi.`));
  costs.push(await costOf('Nộp'));
  const shown = stage.phones.take().map(({ text }) => text);
  expect(shown.filter((text) => /Câu \d\/8/.test(text))).toHaveLength(8);
  expect(costs).toEqual([1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]);
});

it('a remark and the question it is about are one message', async () => {
  await stage.joined(['Minh']);
  await costOf('/soi');
  await costOf('Tôi được giao phụ trách tổ dân phố số 3.');
  expect(await costOf('Quay lại')).toBe(1);
  expect(await costOf('Tôi được giao phụ trách tổ dân phố số 4.')).toBe(1);
  expect(stage.phones.take().at(-1)?.text).toMatch(/thay[\s\S]*\n\nCâu 2\/8/);
});
