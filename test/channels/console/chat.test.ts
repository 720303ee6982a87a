import { PassThrough, Readable } from 'node:stream';
import { expect, it } from 'vitest';
import { consoleChannel } from '../../../src/channels/console/channel.ts';
import { type DemoHost, runChat } from '../../../src/channels/console/chat.ts';
import type { ChatPerson } from '../../../src/channels/console/words.ts';
import type { InboundEvent } from '../../../src/engine/input.ts';
import { fold } from '../../../src/lib/fold.ts';
import { instantOf, type LocalMinute } from '../../../src/lib/time.ts';

const ZONE = 'Asia/Ho_Chi_Minh';
const START = instantOf('2022-03-21T07:30' as LocalMinute, ZONE);

const PEOPLE: readonly ChatPerson[] = [
  {
    code: 'CB06-01',
    name: 'Nguyễn Thị Lan',
    cell: 'Chi bộ 6',
    status: 'official',
    roles: [{ role: 'secretary', unit: 'Chi bộ 6' }],
  },
  { code: 'CB06-07', name: 'Trần Văn Minh', cell: 'Chi bộ 6', status: 'official', roles: [] },
  { code: 'CB07-02', name: 'Trần Văn Minh', cell: 'Chi bộ 7', status: 'exempt', roles: [] },
];

/** The application as the chat sees it: it repeats what it hears, tells the secretary, and has one reminder a day. */
function play(lines: readonly string[], more: Partial<DemoHost> = {}) {
  const channel = consoleChannel();
  const events: InboundEvent[] = [];
  const moves: number[] = [];
  let now = START;
  let due: (readonly [string, string])[] = [];
  const host: DemoHost = {
    onEvents: async (batch) => {
      events.push(...batch);
      due = batch.flatMap(({ platformId, input }) => [
        [platformId, `nghe: ${input.kind === 'text' ? input.text : input.kind}`] as const,
        ['CB06-01', `từ ${platformId}`] as const,
      ]);
    },
    settle: async () => {
      for (const [who, text] of due) await channel.send(who, { kind: 'new', body: { text } });
      due = [];
    },
    now: () => now,
    moveClock: async (to) => {
      moves.push(to);
      now = to;
      if ((to - START) % 86_400_000 !== 1_800_000) return [];
      await channel.send('CB06-01', { kind: 'new', body: { text: 'nhắc' } });
      return [{ at: to, kind: 'reminder', duty: 'secretary', name: 'Nguyễn Thị Lan' }];
    },
    people: async (query) => {
      const exact = PEOPLE.filter((one) => fold(one.code) === fold(query));
      return exact.length > 0 ? exact : PEOPLE.filter((one) => fold(one.name).includes(fold(query)));
    },
    ...more,
  };
  const output = new PassThrough();
  const shown: string[] = [];
  output.on('data', (chunk: Buffer) => shown.push(chunk.toString('utf8')));
  const done = runChat({
    host,
    channel,
    zone: ZONE,
    input: Readable.from(lines.map((line) => `${line}\n`)),
    output,
    session: 's',
    start: 'CB06-07',
    newcomer: { person: 'CB06-12', code: 'ABCD-EFGH' },
  });
  return done.then(() => ({ text: shown.join(''), events, moves }));
}

it('greets with who one is, the simulated time and the code of the newcomer', async () => {
  const { text } = await play([]);
  expect(text).toContain('ABCD-EFGH');
  expect(text).toContain('— CB06-07 · Trần Văn Minh · Chi bộ 6 — 07:30, thứ Hai, 21/3/2022 —');
});

it('sends what is typed and prints the answer, and says for whom else there is something', async () => {
  const { text, events } = await play(['xin chào', '', '/soi']);
  expect(events.map((event) => [event.key, event.platformId, event.input])).toEqual([
    ['s-1', 'CB06-07', { kind: 'text', text: 'xin chào' }],
    ['s-2', 'CB06-07', { kind: 'command', name: 'soi', args: '' }],
  ]);
  expect(text).toContain('  │ nghe: xin chào');
  expect(text).toContain('(tin mới cho CB06-01; xem bằng :as MÃ)');
});

it('keeps messages for others until one is them', async () => {
  const { text } = await play(['một', 'hai', ':as nguyen thi lan', ':as CB06-07', ':as CB06-01']);
  const lan = text.slice(text.indexOf('CB06-01 · Nguyễn Thị Lan'));
  expect(lan).toContain('2 tin chưa đọc:');
  expect(lan.match(/│ từ CB06-07/g)).toHaveLength(2);
});

it('lets time pass between two texts, so that they are two answers', async () => {
  const { events } = await play(['một', 'hai', '/huy', 'ba']);
  const [first = 0, ...rest] = events.map((event) => event.at);
  expect(first).toBe(START);
  expect(rest.map((at) => at - first)).toEqual([30_000, 30_000, 60_000]);
});

it('asks which of several is meant, and says when nobody is', async () => {
  const { text, events } = await play([':as tran van minh', ':as ai do', 'vẫn là tôi']);
  expect(text).toContain('Có 2 người khớp.');
  expect(text).toContain('  CB07-02 · Trần Văn Minh (miễn sinh hoạt) · Chi bộ 7');
  expect(text).toContain('Không có ai tên hoặc mã “ai do”.');
  expect(events[0]?.platformId).toBe('CB06-07');
});

it('moves the clock forward only, by way of each morning, and tells what went out', async () => {
  const { text, moves } = await play([
    ':clock',
    ':clock +2d',
    ':clock 2022-03-20 08:00',
    ':clock hôm qua',
    ':clock 2030-01-01',
    ':clock +1m',
  ]);
  expect(moves.map((to) => (to - START) / 3_600_000)).toEqual([0.5, 24.5, 48, 48 + 1 / 60]);
  expect(text).toContain('21/3 08:00 — nhắc hạn: bí thư Nguyễn Thị Lan\n22/3 08:00 — nhắc hạn: bí thư Nguyễn Thị Lan');
  expect(text).toContain('Đồng hồ không chạy lùi. Bây giờ đã là 07:30, thứ Tư, 23/3/2022.');
  expect(text).toContain('Không hiểu thời điểm này.');
  expect(text).toContain('tối đa 400 ngày');
  expect(text).toContain('Không có tin nào được gửi.');
});

it('lists people with their roles, helps, and knows what it does not know', async () => {
  const { text } = await play([':who', ':help', ':xyz', ':quit', 'không còn ai nghe']);
  expect(text).toContain('  CB06-01 · Nguyễn Thị Lan · Chi bộ 6 · bí thư Chi bộ 6');
  expect(text.split(':who [chữ]').length - 1).toBe(2);
  expect(text).toContain('Không có lệnh :xyz.');
  expect(text).not.toContain('không còn ai nghe');
});

it('goes on after an error', async () => {
  let calls = 0;
  const { text } = await play(['một', '/hai'], {
    onEvents: async () => {
      calls += 1;
      throw new Error('database is gone');
    },
  });
  expect(calls).toBe(2);
  expect(text.match(/Có lỗi/g)).toHaveLength(2);
});
