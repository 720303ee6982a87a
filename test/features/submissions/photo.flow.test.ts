/** Whatever somebody does at a question for pictures: none is kept in the place of another without it being said. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { DialogInput } from '../../../src/engine/here.ts';
import { photosIn } from '../../../src/features/submissions/model.ts';
import type { PhotoId } from '../../../src/lib/ids.ts';
import { MINUTE } from '../../../src/lib/time.ts';
import { questionnaireNamed } from '../../support/stage/stage.ts';
import { Driver } from './driver.ts';

const asked = questionnaireNamed('photos');
const MAX = 2;
let made = 0;

function send(driver: Driver, caption = ''): PhotoId {
  made += 1;
  const id = `photo-${made}` as PhotoId;
  const picture = { ok: true, id, type: 'image/png', bytes: new Uint8Array([made % 256]) } as const;
  driver.later(MINUTE).input({ kind: 'photo', caption, picture });
  return id;
}

/** The rows as the books keep them: by question and part. */
function rowsOf(driver: Driver): ReadonlyMap<string, readonly string[]> {
  const rows = new Map<string, string[]>();
  for (const fact of driver.facts) {
    if (fact.type !== 'photo.given' && fact.type !== 'answer.skipped' && fact.type !== 'answer.given') continue;
    const before = rows.get(fact.questionId) ?? [];
    const kept = fact.replaces ? [] : before;
    if (fact.type !== 'photo.given') {
      rows.set(fact.questionId, fact.type === 'answer.given' ? [fact.text] : []);
      continue;
    }
    // A part that is there already would be overwritten in silence.
    expect(fact.part).toBe(kept.length);
    rows.set(fact.questionId, [...kept, fact.photo.id]);
  }
  return rows;
}

const DOINGS = [
  'photo',
  'photo',
  'photo',
  'done',
  'keep',
  'clear',
  'skip',
  'back',
  'later',
  'sửa 2',
  'sửa 3',
  'chữ',
] as const;

test('any sequence leaves the pictures that were sent last, at most as many as are asked for', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...DOINGS), { minLength: 1, maxLength: 40 }), (doings) => {
      const driver = new Driver(asked).later(MINUTE);
      driver.write('Nhiệm vụ.');
      for (const doing of doings) {
        if (driver.conversation.active === undefined) driver.begin();
        driver.later(MINUTE);
        if (doing === 'photo') send(driver);
        else if (doing.startsWith('sửa') || doing === 'chữ') driver.write(doing);
        else driver.tap(doing);
      }
      const rows = rowsOf(driver);
      for (const question of ['work', 'notebook']) {
        const given = driver.answers.get(question)?.given ?? [];
        expect(given.flatMap((part) => photosIn(part).map(({ id }) => id))).toEqual(rows.get(question) ?? []);
        expect(given.length).toBeLessThanOrEqual(question === 'work' ? MAX : 1);
      }
    }),
    { numRuns: 150 },
  );
});

describe('pictures', () => {
  const atWork = (): Driver => new Driver(asked).later(MINUTE).write('Nhiệm vụ.');

  test('join the answer in one visit, also after a pause', () => {
    const driver = atWork();
    const first = send(driver, 'một');
    driver.tap('later');
    driver.begin();
    const second = send(driver, 'hai\ndòng');
    expect(driver.answers.get('work')?.given).toEqual([`${first} một`, `${second} hai dòng`]);
    expect(driver.step).toBe('q:notebook');
  });

  test('take the place of earlier ones in another visit, which is said', () => {
    const driver = atWork();
    send(driver);
    send(driver);
    driver.tap('back');
    const only = send(driver);
    expect(driver.said[0]).toBe('Đã thay câu trả lời câu 2.');
    expect(driver.answers.get('work')?.given).toEqual([only]);
  });
});

describe('documents', () => {
  const documented = questionnaireNamed('documents');
  const DOCX = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';
  const atProof = (go?: 'page' | 'paper'): Driver => {
    const driver = new Driver(documented).later(MINUTE);
    driver.documentsGo = go;
    return driver.write('Nhiệm vụ.').later(MINUTE);
  };
  const document = (type = DOCX): DialogInput => {
    made += 1;
    const picture = { ok: true, id: `photo-${made}` as PhotoId, type, bytes: new Uint8Array([1]) } as const;
    return { kind: 'document', caption: 'lời', picture };
  };
  const askedFor = (driver: Driver): unknown => driver.conversation.active;

  test('and pictures make one answer, up to its most', () => {
    const driver = atProof();
    expect(askedFor(driver)).toMatchObject({ takesPhoto: true, takesDocuments: true });
    driver.input(document()).later(MINUTE);
    send(driver);
    driver.input(document('application/pdf')).later(MINUTE);
    expect(driver.answers.get('proof')?.given).toHaveLength(3);
    expect(driver.step).toBe('q:notebook');
    expect(askedFor(driver)).not.toHaveProperty('takesDocuments');
  });

  test('are no answer where pictures are asked for, even when one comes as a photo', () => {
    const driver = atProof().tap('skip').later(MINUTE);
    expect(driver.step).toBe('q:notebook');
    driver.input(document());
    expect(driver.said).toEqual([expect.stringContaining('chờ đồng chí trả lời bằng ảnh.')]);
    driver.input({ ...document(), kind: 'photo' } as DialogInput);
    expect(driver.said).toEqual([expect.stringContaining('không phải ảnh JPEG, PNG hoặc WebP')]);
    expect(driver.answers.get('notebook')).toBeUndefined();
  });

  test.each([
    ['page', 'trên trang của trợ lý, mở bằng lệnh /lienket'],
    ['paper', 'Tài liệu thì đồng chí nộp bản giấy cho chi ủy.'],
  ] as const)('where none can be sent go onto %s, and that is said', (go, where) => {
    const driver = atProof(go);
    expect(driver.said.at(-1)).toContain('nhiều nhất 3 tệp');
    expect(driver.said.at(-1)).toContain(where);
    expect(askedFor(driver)).not.toHaveProperty('takesDocuments');
    driver.input({ kind: 'unsupported', what: 'other' });
    expect(driver.said).toEqual([expect.stringContaining(where)]);
    send(driver);
    expect(driver.said.at(-1)).toContain('Đã lưu 1 tệp');
  });

  test.each(['too-large', 'wrong-type', 'not-had'] as const)('that are %s leave the question open', (why) => {
    const driver = atProof().input({ kind: 'document', caption: '', picture: { ok: false, why } });
    expect(driver.said).toHaveLength(1);
    expect(driver.said[0]).toMatch(/tệp vừa rồi/i);
    expect(driver.step).toBe('q:proof');
    expect(driver.facts.at(-1)?.type).toBe('answer.given');
  });
});
