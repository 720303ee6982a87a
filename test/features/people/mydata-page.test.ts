import { describe, expect, it } from 'vitest';
import { formatDay, formatMinute, formatNumber, type Locale } from '../../../src/content/format.ts';
import { loadContent } from '../../../src/content/load.ts';
import { createTranslator } from '../../../src/content/translate.ts';
import { fileOf } from '../../../src/features/people/mydata-file.ts';
import { pageOf } from '../../../src/features/people/mydata-page.ts';
import type { MyData } from '../../../src/features/people/mydata-store.ts';
import { questionnaire } from '../../../src/features/questionnaires/model.ts';
import { escaped } from '../../../src/lib/html.ts';
import type { PersonId, QuestionnaireHash } from '../../../src/lib/ids.ts';
import { isLocalDate, isLocalMinute, type LocalDate, type LocalMinute } from '../../../src/lib/time.ts';
import { pageOf as htmlOf } from '../../../src/runtime/outgoing/page.ts';

const loaded = await loadContent();
if (!loaded.ok) throw new Error(loaded.problems.join('\n'));
const translator = createTranslator(loaded.content.catalogues);

const ZONE = 'Asia/Ho_Chi_Minh';
let minute = Date.UTC(2022, 2, 21, 1, 0);
/** Each time it is asked a minute later, so that none can stand for another. */
const at = (): number => {
  minute += 60_000;
  return minute;
};
const me = '01234567-89ab-7def-8123-456789abcdef' as PersonId;
const other = '11234567-89ab-7def-8123-456789abcdef' as PersonId;
const hash = 'a'.repeat(64) as QuestionnaireHash;
const asked = questionnaire.parse({
  id: 'few',
  version: 1,
  title: { vi: 'Ít câu', en: 'Few' },
  questions: [
    { id: 'duties', kind: 'text', text: { vi: 'Nhiệm vụ chính?', en: 'Main duties?' } },
    {
      id: 'help',
      kind: 'choice',
      text: { vi: 'Cần giúp gì?', en: 'Which help?' },
      choices: [
        { key: 'none', label: { vi: 'Không cần', en: 'No help' } },
        { key: 'some', label: { vi: 'Có', en: 'Some' } },
      ],
    },
    {
      id: 'plans',
      kind: 'repeat',
      item: { vi: 'Cam kết', en: 'Commitment' },
      text: { vi: 'Sẽ sửa gì?', en: 'What will you correct?' },
      questions: [
        { id: 'what', kind: 'text', required: true, text: { vi: 'Việc gì?', en: 'What is it?' } },
        { id: 'due', kind: 'date', text: { vi: 'Bao giờ xong?', en: 'By when?' } },
      ],
    },
  ],
});

const answer = (questionId: string, more: Partial<MyData['answers'][number]>): MyData['answers'][number] => ({
  id: 'x' as MyData['answers'][number]['id'],
  revisionId: 'r1' as MyData['answers'][number]['revisionId'],
  questionId,
  part: 0,
  state: 'given',
  text: null,
  givenAt: at(),
  photoId: null,
  addressId: null,
  messageId: null,
  promptId: null,
  ...more,
});
const audited = (action: string, detail: MyData['audit'][number]['detail'], actorId: PersonId | null = me) => ({
  at: at(),
  actorId,
  action,
  subject: action === 'access.refused' ? 'CB07' : me,
  detail,
});

/** Everything the tables can hold about somebody. */
const data: MyData = {
  person: { code: 'CB06-03', name: 'Trần <Văn> "Minh"', language: 'vi', createdAt: at() },
  memberships: [
    {
      unit: 'Chi bộ 5',
      unitCode: 'CB05',
      status: 'probationary',
      from: '2019-02-03' as LocalDate,
      until: '2020-01-01' as LocalDate,
    },
    { unit: 'Chi bộ 6', unitCode: 'CB06', status: 'official', from: '2020-01-02' as LocalDate, until: null },
  ],
  roles: [{ unit: 'Chi bộ 6', unitCode: 'CB06', role: 'deputy', from: '2021-04-05' as LocalDate, until: null }],
  addresses: [
    {
      channel: 'telegram',
      platformId: '77',
      linkedAt: at(),
      language: 'en',
      undeliverable: 'blocked',
      undeliverableAt: at(),
    },
  ],
  invites: [{ createdAt: at(), expiresAt: at(), closedAt: at(), closedWhy: 'used', createdBy: 'Nguyễn Thị Lan' }],
  linkCodes: [{ createdAt: at(), expiresAt: at(), closedAt: at(), closedWhy: 'replaced' }],
  consents: [{ decision: 'given', textVersion: '2022-9', at: at(), channel: 'telegram' }],
  submissions: [
    {
      id: 's1' as MyData['submissions'][number]['id'],
      campaign: 'TS2022',
      state: 'submitted',
      createdAt: at(),
      submittedAt: at(),
    },
  ],
  revisions: [
    {
      id: 'r1' as MyData['revisions'][number]['id'],
      submissionId: 's1' as MyData['revisions'][number]['submissionId'],
      number: 4,
      questionnaire: hash,
      state: 'submitted',
      startedAt: at(),
      submittedAt: at(),
    },
  ],
  answers: [
    answer('duties', { text: 'Tôi làm <script>alert(1)</script> & việc.\nDòng hai.' }),
    answer('duties', { part: 1, text: 'Thêm một đoạn.' }),
    answer('duties', { state: 'held', text: 'Đoạn đang giữ.' }),
    answer('help', { text: 'none' }),
    answer('help', { part: 1, text: 'Ảnh buổi học.', photoId: 'ph' as MyData['answers'][number]['photoId'] }),
    answer('plans.2.due', { text: '2022-06-30' }),
    answer('plans.2.what', { text: 'Đọc báo' }),
    answer('gone-question', { text: 'Câu không còn hỏi.' }),
  ],
  photos: [
    {
      id: 'ph' as MyData['photos'][number]['id'],
      called: 'photo',
      file: 'anh-1.jpg',
      type: 'image/jpeg',
      at: at(),
      bytes: new Uint8Array(123_457),
    },
  ],
  papers: [
    { campaign: 'TS2021', state: 'confirmed', claimedAt: at(), confirmedAt: at(), confirmedBy: 'Phạm Anh Tuấn' },
  ],
  meetingReplies: [{ meeting: '2022-03-29T19:30' as LocalMinute, place: 'Nhà văn hóa 6', reply: 'coming', at: at() }],
  readingsOfMyTexts: [{ reader: 'Lê Thị Hoa', at: at(), revisionId: 'r1' as MyData['revisions'][number]['id'] }],
  readingsByMe: [{ at: at() }],
  reminders: [{ day: '2022-03-18' as LocalDate, reasons: 'submission-missing,meeting-tomorrow', digest: true }],
  mutes: [{ campaign: 'TS2020', at: at() }],
  audit: [
    audited('meeting.moved', { meetingId: 'm', startsAt: '2022-03-30T19:00', before: '2022-03-31T19:00' }),
    audited('meeting.reported', { heldOn: '2022-04-02', present: 37 }, other),
    audited('invite.created', { expiresAt: at() }, null),
    audited('address.linked', { unlinked: 0 }, null),
    audited('access.refused', { permission: 'status.read' }),
    audited('something.new', { strange: 'unheard-of' }),
  ],
  conversation: {
    state: { active: { flow: 'reflection', version: hash, step: 'q:duties', promptId: 'p', askedAt: at(), ids: {} } },
    updatedAt: at(),
  },
  outbox: [
    { state: 'sent', lane: 'reply' },
    { state: 'sent', lane: 'reply' },
  ],
  received: [{ state: 'done' }],
  keptEvents: [{ receivedAt: at(), state: 'failed', event: { key: 'k', input: { kind: 'text', text: 'Tin bị kẹt' } } }],
  browsers: [{ label: 'Firefox, Android', createdAt: at(), seenAt: at(), endedAt: at() }],
  chatOnPage: [
    { n: 1, at: at(), body: { kind: 'said', text: 'Kính chào' } },
    { n: 2, at: at(), body: { kind: 'sent', key: 'k', file: { id: 'f', name: 'anh.jpg' }, caption: 'Ảnh của tôi' } },
    { n: 3, at: at(), body: { kind: 'answered', prompt: 'p', choice: 'yes', label: 'Đồng ý' } },
  ],
  filesBehindLinks: [{ name: 'ban-tu-soi.html', type: 'text/html', expiresAt: at() }],
  filesOnPage: [{ entry: 2, name: 'anh.jpg', type: 'image/jpeg' }],
};

function html(locale: Locale): string {
  const page = pageOf(data, { me, now: minute, zone: ZONE, questionnaires: new Map([[hash, asked]]) });
  return htmlOf(page, (words) => translator.text(words, locale), locale);
}

/** Ids, and words of the machine for which people have words of their own. */
const NOT_AS_IT_IS =
  /^(?:platformId|questionnaire|actorId|promptId|version|ids|flow|step|action|kind|key|id|choice|prompt|n|entry|question|zone|channel|status|role|state|decision|reply|closedWhy|reasons|digest|language|undeliverable|part|subject|meetingId)$/;

/** Every value of the file for machines, under its name. */
function leaves(value: unknown, name = ''): readonly (readonly [string, string | number])[] {
  if (Array.isArray(value)) return value.flatMap((one) => leaves(one, name));
  if (typeof value === 'object' && value !== null)
    return Object.entries(value).flatMap(([key, one]) => leaves(one, key));
  return typeof value === 'string' || typeof value === 'number' ? [[name, value]] : [];
}

describe('the page of /dulieu', () => {
  it.each(['vi', 'en'] as const)('has in %s whatever the file for machines has', (locale) => {
    const page = html(locale);
    const file = leaves(JSON.parse(fileOf(data, minute, ZONE))).filter(([name]) => !NOT_AS_IT_IS.test(name));
    expect(file.length).toBeGreaterThan(50);
    const missing = file.filter(([name, value]) => {
      // When the conversation was written is when its question was asked, or later: of use to machines only.
      if (name === 'updatedAt' || (name === 'text' && value === 'none')) return false;
      const text = typeof value === 'number' ? formatNumber(value, locale) : value;
      const asRead = isLocalMinute(text)
        ? formatMinute(text, locale)
        : isLocalDate(text)
          ? formatDay(text, locale)
          : escaped(text);
      return !page.includes(asRead);
    });
    expect(missing).toEqual([]);
  });

  it('speaks to people: answers under their questions, choices by their labels, no ids', () => {
    const page = html('vi');
    expect(page).toContain('<h3>Nhiệm vụ chính?</h3>');
    expect(page).toMatch(/<h3>Cần giúp gì\?<\/h3>\n<p>Viết lúc [^<]+<\/p>\n<p>Không cần<\/p>/);
    expect(page).toMatch(
      /<h3>Cam kết 2: Việc gì\?<\/h3>\n<p>[^<]+<\/p>\n<p>Đọc báo<\/p>\n<h3>Cam kết 2: Bao giờ xong\?<\/h3>\n<p>[^<]+<\/p>\n<p>30\/6\/2022<\/p>/,
    );
    expect(page).toContain('<p>Phó bí thư Chi bộ 6 (CB06), từ ngày 05/4/2021</p>');
    expect(page).toContain('chưa nhận được bản tự soi, ngày mai sinh hoạt, tổng hợp tuần');
    expect(page).toMatch(/đồng chí: đổi lịch sinh hoạt \(lúc sinh hoạt: 19 giờ 00 ngày 30\/3\/2022, lịch trước:/);
    expect(page).toContain('bản tự soi, câu: Nhiệm vụ chính?');
    expect(page).toMatch(/người có mã: tham gia bằng mã \(số nơi bị ngắt: 0\)/);
    expect(page).not.toMatch(/[0-9a-f]{8}-[0-9a-f]{4}-|a{64}|undefined|\[object/);
  });

  it('reads nothing that was written as markup', () => {
    const page = html('vi');
    expect(page).toContain('Tôi làm &lt;script&gt;alert(1)&lt;/script&gt; &amp; việc.\nDòng hai.');
    expect(page).not.toContain('<script');
    expect(page).toContain('<title>Dữ liệu trợ lý đang lưu về đồng chí Trần &lt;Văn&gt; &quot;Minh&quot;</title>');
  });

  it('has no headings over nothing', () => {
    expect(html('vi')).not.toMatch(/<\/h2>\n(?:<h2|<\/main)/);
    expect(html('vi')).not.toMatch(/<\/h3>\n<h2/);
  });
});
