import { describe, expect, test } from 'vitest';
import { storedValue } from '../../../src/features/submissions/model.ts';
import { HOUR, MINUTE, SECOND } from '../../../src/lib/time.ts';
import { Driver, shipped } from './driver.ts';
import { ofEveryKind, ofTexts } from './questionnaires.ts';

const given = (driver: Driver, id: string): readonly string[] => driver.answers.get(id)?.given ?? [];
const value = (driver: Driver, id: string): string | undefined => storedValue(driver.answers.get(id));

/** Answers a free text slowly enough not to look like a further bubble. */
const slowly = (driver: Driver, text: string): Driver => driver.later(MINUTE).write(text);

describe('going through the questions', () => {
  test('each has its number, and what was answered, skipped and left is counted at the end', () => {
    const [questionnaire] = shipped;
    if (questionnaire === undefined) throw new Error('no questionnaire is shipped');
    const driver = new Driver(questionnaire);
    expect(driver.said.join('\n')).toMatch(/^Câu 1\/8\. Kỳ này đồng chí được giao/);
    expect([...driver.options.keys()]).toEqual(['skip', 'later']);
    slowly(driver, 'Phụ trách tổ 6.');
    expect(driver.said).toEqual([expect.stringMatching(/^Câu 2\/8\. Việc nào đồng chí thấy mình làm tốt/)]);
    for (let n = 2; n <= 8; n += 1) driver.tap('skip');
    expect(driver.said.at(-1)).toMatch(
      /^Đồng chí đã trả lời 1\/8 câu\.\n\nCâu 1: Phụ trách tổ 6\.\nCâu 2: \(để trống\)/,
    );
    expect(driver.said.at(-1)).toMatch(/gửi tới chi ủy Chi bộ 6 \(3 đồng chí\)/);
  });

  test('every kind is asked, and a condition decides whether a question is', () => {
    const driver = new Driver(ofEveryKind);
    slowly(driver, 'Dạy học');
    expect(driver.said.at(-1)).toMatch(/^Câu 2\/7/);
    driver.tap('c.yes');
    expect(driver.said.at(-1)).toMatch(/^Câu 3\/8\. Chuyển đến đâu/);
    expect(driver.options.has('skip')).toBe(false);
    slowly(driver, 'Trường khác').tap('c.a').tap('c.c');
    expect(value(driver, 'fields')).toBe('a,c');
    driver.tap('c.b');
    expect(driver.said[0]).toBe('Câu này chỉ chọn được nhiều nhất 2 mục.');
    driver.tap('done').tap('c.4').write('12,5').write('5/4');
    expect([value(driver, 'mark'), value(driver, 'count'), value(driver, 'until')]).toEqual([
      '4',
      '12.5',
      '2022-04-05',
    ]);
    expect(driver.said.at(-1)).toMatch(/^Câu 8\/9\. Vì sao chọn A/);
  });

  test('a number is a value where numbers are asked for, and the place of a choice where choices are', () => {
    const driver = new Driver(ofEveryKind);
    driver.tap('skip').write('2');
    expect(value(driver, 'moved')).toBe('no');
    driver.write('1, 3').write('2').write('1.250').write('05/4/2022');
    expect(['fields', 'mark', 'count', 'until'].map((id) => value(driver, id))).toEqual([
      'a,c',
      '2',
      '1250',
      '2022-04-05',
    ]);
  });

  test('what cannot be an answer is told why, and the question is asked again', () => {
    const driver = new Driver(ofEveryKind);
    driver.tap('skip').write('không biết');
    expect(driver.said).toEqual([expect.stringMatching(/chọn một trong các mục/), expect.stringMatching(/^Câu 2\/7/)]);
    driver.tap('c.yes').write('ở');
    expect(driver.said[0]).toMatch(/ít nhất 3 ký tự/);
    slowly(driver, 'Hà Nội').tap('skip').write('9');
    expect(driver.said[0]).toMatch(/từ 1 đến 5/);
    driver.tap('skip').write('ba').tap('skip').write('31/2/2022');
    expect(driver.said[0]).toMatch(/gõ như 05\/4\/2022/);
    driver.write('5/4/2021');
    expect(driver.said[0]).toMatch(/sớm nhất/);
  });

  test('going back shows the present answer, and keeping it changes nothing', () => {
    const driver = slowly(new Driver(ofTexts), 'một');
    driver.tap('back');
    expect(driver.said.at(-1)).toMatch(/Câu trả lời hiện có: một\nCâu trả lời mới sẽ thay câu trả lời này.$/);
    expect([...driver.options.keys()]).toEqual(['keep', 'clear', 'later']);
    const facts = driver.facts.length;
    driver.tap('keep');
    expect(driver.step).toBe('q:two');
    expect(driver.facts).toHaveLength(facts);
    slowly(driver.tap('back'), 'một khác');
    expect(given(driver, 'one')).toEqual(['một khác']);
  });

  test('"later" keeps the place, and going on asks the same question', () => {
    const driver = slowly(new Driver(ofTexts), 'một').tap('later');
    expect(driver.conversation.active).toBeUndefined();
    expect(driver.said).toEqual([expect.stringMatching(/Đã lưu bản nháp lúc 07 giờ 31\. .* Còn 2 câu/)]);
    driver.later(72 * HOUR).begin();
    expect(driver.said.at(-1)).toMatch(/^Câu 2\/3/);
    expect(given(slowly(driver, 'hai'), 'two')).toEqual(['hai']);
  });
});

describe('the summary', () => {
  const atSummary = (): Driver => {
    const driver = new Driver(ofTexts);
    for (const text of ['một', 'hai', 'ba']) slowly(driver, text);
    return driver.later(MINUTE);
  };

  test('an answer edited from it leads back to it', () => {
    const driver = atSummary().tap('edit');
    expect([...driver.options.values()]).toEqual(['Câu 1', 'Câu 2', 'Câu 3', 'Quay lại']);
    driver.tap('e.1').later(MINUTE).write('hai mới');
    expect(driver.step).toBe('summary');
    expect(driver.said.at(-1)).toMatch(/Câu 2: hai mới\nCâu 3: ba/);
    driver.tap('edit').tap('e.0').tap('back');
    expect(driver.step).toBe('summary');
    expect(driver.conversation.active?.ids).toEqual({ revision: 'r1' });
  });

  test('a late answer to a question edited from it leads back to it as well', () => {
    const driver = atSummary()
      .tap('edit')
      .tap('e.0')
      .later(13 * HOUR)
      .write('một mới')
      .tap('use');
    expect(driver.step).toBe('summary');
    expect(given(driver, 'one')).toEqual(['một mới']);
  });

  test('submitting says who received it and ends the dialog', () => {
    const driver = atSummary().tap('submit');
    expect(driver.said).toEqual([
      expect.stringMatching(
        /^Cảm ơn đồng chí. Chi ủy Chi bộ 6 đã nhận bản tự soi của đồng chí lúc 07 giờ 34 ngày 21\/3\/2022/,
      ),
    ]);
    expect(driver.facts.at(-1)).toMatchObject({ type: 'submission.submitted', revisionId: 'r1', unitId: 'u1' });
    expect(driver.conversation).toEqual({ active: undefined, resting: undefined });
  });

  test('nothing at all cannot be submitted, nor without a required answer', () => {
    const empty = new Driver(ofTexts).tap('skip').tap('skip').tap('skip').tap('submit');
    expect(empty.said[0]).toMatch(/ít nhất một câu/);
    expect(empty.step).toBe('summary');
    const driver = new Driver(ofEveryKind).tap('skip').tap('c.no');
    for (let n = 0; n < 5; n += 1) driver.tap('skip');
    driver.tap('edit').tap('e.1').tap('c.yes').tap('submit');
    expect(driver.said[0]).toBe('Câu 3 cần có câu trả lời trước khi nộp.');
    expect(driver.step).toBe('q:where');
    expect(driver.later(MINUTE).write('Hà Nội').step).toBe('summary');
  });

  test('long answers are shortened in it and whole in the full text', () => {
    const driver = new Driver(ofTexts);
    const long = 'chữ '.repeat(1000).trim();
    for (let n = 0; n < 3; n += 1) slowly(driver, long);
    expect(driver.said.at(-1)?.length).toBeLessThan(1500);
    driver.tap('full');
    expect(driver.said[0]).toContain(long);
    expect(driver.step).toBe('summary');
  });

  test('a text written at it is kept, not lost', () => {
    const driver = atSummary().later(HOUR).write('tái bút');
    expect([...driver.options.values()]).toEqual(['Thêm vào câu 3', 'Không dùng']);
    expect(given(driver.tap('add'), 'three')).toEqual(['ba', 'tái bút']);
    expect(driver.step).toBe('summary');
  });

  test('after the last day nothing is taken in, and the reason is said', () => {
    const driver = atSummary()
      .later(40 * 24 * HOUR)
      .tap('submit');
    expect(driver.said).toEqual([expect.stringMatching(/^Đợt này đã khép lại/)]);
    expect(driver.conversation.active).toBeUndefined();
    expect(driver.facts.some((fact) => fact.type === 'submission.submitted')).toBe(false);
  });
});

describe('a kept text after the last day', () => {
  const LONG = 40 * 24 * HOUR;
  const keeping = (): Driver => slowly(new Driver(ofTexts), 'một').later(SECOND).write('thêm');

  test('is not added any more, and its author is told that it stays with the draft', () => {
    for (const key of ['add', 'use', 'drop']) {
      const driver = keeping();
      const facts = driver.facts.length;
      driver.later(LONG).tap(key);
      expect(driver.said).toEqual([
        expect.stringMatching(/^Đợt này đã khép lại .* không được ghi vào câu nào.*\/dulieu/),
      ]);
      expect([driver.facts.length, driver.conversation.active]).toEqual([facts, undefined]);
      expect(given(driver, 'one')).toEqual(['một']);
    }
  });

  test('takes no further text to itself', () => {
    for (const text of ['nữa', 'Thêm vào câu 1', '1']) {
      const driver = keeping().later(LONG).write(text);
      expect(driver.said).toEqual([expect.stringMatching(/^Đợt này đã khép lại/)]);
      expect(driver.facts.filter((fact) => fact.type === 'text.held')).toHaveLength(1);
    }
  });

  test('is not asked about again when the dialog is gone on with', () => {
    const driver = keeping().later(LONG);
    driver.begin();
    expect(driver.said).toEqual([expect.stringMatching(/^Đợt này đã khép lại/)]);
    expect(driver.conversation.active).toBeUndefined();
  });

  test('a text written before the open question was shown is not kept either', () => {
    const driver = slowly(new Driver(ofTexts), 'một')
      .later(LONG)
      .write('muộn', LONG + MINUTE);
    expect(driver.said).toEqual([expect.stringMatching(/^Đợt này đã khép lại/)]);
    expect(driver.facts.some((fact) => fact.type === 'text.held')).toBe(false);
  });
});

describe('answers in several bubbles', () => {
  test('what follows within 20 seconds is kept and asked about', () => {
    const driver = slowly(new Driver(ofTexts), 'phần một')
      .later(20 * SECOND)
      .write('phần hai');
    expect(driver.said.at(-1)).toMatch(/đã giữ lại đoạn: “phần hai”/s);
    expect([...driver.options.values()]).toEqual(['Thêm vào câu 1', 'Trả lời câu 2', 'Không dùng']);
    expect(given(driver.tap('add'), 'one')).toEqual(['phần một', 'phần hai']);
    expect(driver.said).toEqual(['Đã thêm vào câu 1.', expect.stringMatching(/^Câu 2\/3/)]);
  });

  test('what follows later is the next answer', () => {
    const driver = slowly(new Driver(ofTexts), 'một')
      .later(21 * SECOND)
      .write('hai');
    expect([given(driver, 'one'), given(driver, 'two')]).toEqual([['một'], ['hai']]);
  });

  test('twenty bubbles keep their order, whichever way they are taken', () => {
    const parts = Array.from({ length: 20 }, (_, index) => `phần ${index + 1}`);
    const added = slowly(new Driver(ofTexts), 'đầu');
    for (const part of parts) added.later(SECOND).write(part);
    expect(added.said.at(-1)).toMatch(/^Trợ lý đã giữ lại 20 đoạn/);
    expect(given(added.tap('add'), 'one')).toEqual(['đầu', ...parts]);
    const used = slowly(new Driver(ofTexts), 'đầu');
    for (const part of parts) used.later(SECOND).write(part);
    expect(given(used.tap('use'), 'two')).toEqual(parts);
    expect(used.step).toBe('q:three');
  });

  test('a bubble right after a kept one was used belongs to that answer, perhaps', () => {
    const driver = slowly(new Driver(ofTexts), 'một')
      .later(SECOND)
      .write('hai')
      .tap('use')
      .later(3 * SECOND)
      .write('hai, tiếp');
    expect([...driver.options.values()].slice(0, 2)).toEqual(['Thêm vào câu 2', 'Trả lời câu 3']);
    const goingOn = slowly(new Driver(ofTexts), 'một')
      .later(15 * SECOND)
      .write('một, tiếp')
      .tap('add')
      .later(15 * SECOND)
      .write('một, nữa');
    expect(goingOn.options.get('add')).toBe('Thêm vào câu 1');
  });

  test('what was written before the next question was shown is asked about, however late it arrives', () => {
    const driver = new Driver(ofTexts)
      .later(2 * HOUR)
      .write('một', HOUR)
      .write('tiếp', HOUR - 5 * MINUTE);
    expect(driver.options.get('add')).toBe('Thêm vào câu 1');
    const unseen = new Driver(ofTexts).tap('skip').write('gõ trước khi thấy câu hai', MINUTE);
    expect([...unseen.options.keys()]).toEqual(['use', 'drop']);
  });

  test('a kept text is asked about again after a rest, and a number picks', () => {
    const driver = slowly(new Driver(ofTexts), 'một').later(SECOND).write('tiếp');
    driver.leave();
    driver.later(48 * HOUR).begin();
    expect(driver.said.at(-1)).toMatch(/“tiếp”/);
    expect(given(driver.write('1'), 'one')).toEqual(['một', 'tiếp']);
  });

  test('dropping it is the author’s own decision', () => {
    const driver = slowly(new Driver(ofTexts), 'một').later(SECOND).write('nhầm').tap('drop');
    expect(driver.facts.at(-1)?.type).toBe('held.dropped');
    expect(driver.answers.get('one')).toEqual({ given: ['một'], skipped: false, held: [] });
    expect(driver.step).toBe('q:two');
  });
});

describe('a text long after the question', () => {
  test('is kept and shown with the question', () => {
    const driver = new Driver(ofTexts).later(12 * HOUR + 1).write('sáng nay mới nghĩ ra');
    expect(driver.said.at(-1)).toMatch(/“sáng nay mới nghĩ ra”.*câu 1\/3: Câu one\?/s);
    expect([...driver.options.values()]).toEqual(['Dùng làm câu trả lời', 'Không']);
    expect(given(driver.tap('use'), 'one')).toEqual(['sáng nay mới nghĩ ra']);
    expect(driver.step).toBe('q:two');
  });

  test('within twelve hours it is the answer', () => {
    expect(given(new Driver(ofTexts).later(12 * HOUR).write('kịp'), 'one')).toEqual(['kịp']);
  });

  test('refused, the question is asked again and takes the next text', () => {
    const driver = new Driver(ofTexts)
      .later(13 * HOUR)
      .write('nhầm')
      .tap('drop')
      .write('đúng');
    expect(driver.answers.get('one')).toEqual({ given: ['đúng'], skipped: false, held: [] });
  });
});

test('keys that are no options are answered, even those every object has', () => {
  const driver = new Driver(ofTexts);
  for (const key of ['constructor', '__proto__', 'toString', 'add', 'e.1', ''])
    expect(driver.tap(key).said[0]).toMatch(/chọn một trong các mục/);
  driver.input({ kind: 'photo', caption: '' }).input({ kind: 'unsupported', what: 'sticker' });
  expect(driver.said[0]).toMatch(/chỉ nhận chữ viết/);
  expect(driver.step).toBe('q:one');
});

describe('a number typed at the summary', () => {
  const atSummary = (numbered: boolean): Driver => {
    const driver = slowly(new Driver(ofTexts, numbered), 'một');
    while (driver.step !== 'summary') driver.tap('skip');
    return driver.later(MINUTE);
  };

  test('is no button where buttons show no numbers: "3" does not submit', () => {
    const driver = atSummary(false).write('3');
    expect(driver.step).toBe('summary');
    expect(driver.facts.map((fact) => fact.type)).not.toContain('submission.submitted');
  });

  test('chooses the answer to change when it says so', () => {
    expect(atSummary(false).write('sửa 2').step).toBe(`q:${ofTexts.questions[1]?.id}`);
    expect(atSummary(true).write('Câu 3').step).toBe(`q:${ofTexts.questions[2]?.id}`);
  });
});
