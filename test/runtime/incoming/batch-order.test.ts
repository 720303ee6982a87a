/** A platform may tell of a batch in any order: within a chat it is handled as it was written. */
import { expect, it } from 'vitest';
import { Stage } from '../../support/stage/stage.ts';

it('of two messages in one batch the one that was written first is the first answer', async () => {
  const stage = await Stage.open('sqlite');
  try {
    await stage.joined(['Minh']);
    const written = (text: string) => {
      stage.wait();
      return stage.phones.says(stage.platformId('Minh'), text, stage.clock.now());
    };
    await stage.act([written('/soi')]);
    const [first, second] = [written('Nhiệm vụ đã xong.'), written('Làm tốt.')];
    await stage.act([second, first]);
    const answers = await stage.db.read((c) => c.tx.select().from(c.t.answers));
    expect(new Map(answers.map(({ questionId, text }) => [questionId, text]))).toEqual(
      new Map([
        ['duties', 'Nhiệm vụ đã xong.'],
        ['strengths', 'Làm tốt.'],
      ]),
    );
  } finally {
    await stage.close();
  }
});
