import { readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Composed } from '../../../src/channels/channel.ts';
import { consoleChannel } from '../../../src/channels/console/channel.ts';
import { clockWords, readClock, stops } from '../../../src/channels/console/clock.ts';
import { parseLine } from '../../../src/channels/console/parse.ts';
import { render, textOf } from '../../../src/channels/console/render.ts';
import { type Delivered, feedLines } from '../../../src/channels/console/words.ts';
import { instantOf, type LocalMinute } from '../../../src/lib/time.ts';

const ZONE = 'Asia/Ho_Chi_Minh';
const at = (minute: string) => instantOf(minute as LocalMinute, ZONE);
const message = (more: Partial<Composed>): Composed => ({
  text: 'Câu 3/8',
  promptId: undefined,
  free: false,
  choices: [],
  file: undefined,
  ...more,
});
const choice = (label: string) => ({ key: label, label, beside: false });

describe('render', () => {
  it('numbers the choices of a menu', () => {
    expect(render(message({ choices: [choice('Chi bộ 1'), choice('Chi bộ 2')] })).map(textOf)).toEqual([
      'Câu 3/8\n\n1. Chi bộ 1\n2. Chi bộ 2',
    ]);
  });

  it('shows what can be said beside a free answer as words', () => {
    const choices = [choice('Bỏ qua'), choice('Quay lại')];
    expect(render(message({ free: true, typed: 'Gõ: bỏ qua, quay lại.', choices })).map(textOf)).toEqual([
      'Câu 3/8\n\nGõ: bỏ qua, quay lại.',
    ]);
  });

  it('puts a file into a folder for whoever runs it, and tells where', async () => {
    const channel = consoleChannel();
    const told: string[] = [];
    channel.listen((_, text) => told.push(text));
    const calls = channel.render(
      message({ file: { name: '../du-lieu.html', type: 'text/html', content: '<p>Ồ</p>' } }),
    );
    for (const call of calls) await channel.send('1', call);
    const [, path = ''] = told[1]?.match(/^Tệp đã ghi ở: (.*)$/) ?? [];
    expect(basename(path)).toBe('du-lieu.html');
    expect(dirname(path).startsWith(tmpdir())).toBe(true);
    expect(readFileSync(path, 'utf8')).toBe('<p>Ồ</p>');
    expect(statSync(path).mode & 0o777).toBe(0o600);
    rmSync(dirname(path), { recursive: true });
  });

  it('shows nothing of a call that another channel made', () => {
    expect(textOf({ kind: 'new', body: { text: 3 } })).toBe('');
  });
});

describe('parse', () => {
  const typed = { key: 's-1', platformId: 'CB06-01', at: 5, order: 1 };
  it.each([
    ['/soi', { kind: 'command', name: 'soi', args: '' }],
    ['  /TrangThai  chi bo 6 ', { kind: 'command', name: 'trangthai', args: 'chi bo 6' }],
    ['/status@tusoi_bot PD', { kind: 'command', name: 'status', args: 'PD' }],
    ['1', { kind: 'text', text: '1' }],
    ['/ không phải lệnh', { kind: 'text', text: '/ không phải lệnh' }],
    ['/1/2 công việc', { kind: 'text', text: '/1/2 công việc' }],
    ['Tiê\u0301ng', { kind: 'text', text: 'Tiếng' }],
  ])('reads %j', (line, input) => {
    expect(parseLine(line, typed)).toEqual({
      channel: 'console',
      ...typed,
      messageId: 's-1',
      group: false,
      language: undefined,
      input,
      acknowledge: undefined,
    });
  });
});

describe('the clock', () => {
  const now = at('2022-03-21T07:30');
  it.each([
    ['+1d', '2022-03-22T07:30'],
    ['+2h', '2022-03-21T09:30'],
    ['+ 45m', '2022-03-21T08:15'],
    ['2022-03-29 08:05', '2022-03-29T08:05'],
    ['2022-03-29T8:05', '2022-03-29T08:05'],
    ['2022-03-29', '2022-03-29T08:00'],
    ['9:00', '2022-03-21T09:00'],
  ])('%s is understood', (text, wanted) => {
    expect(readClock(text, now, ZONE)).toBe(at(wanted));
  });

  it.each([
    '',
    'mai',
    '+1',
    '+1y',
    '2022-02-30',
    '2022-03-29 25:00',
    '10:61',
    '-1d',
    '2022-03',
  ])('%j is not', (text) => {
    expect(readClock(text, now, ZONE)).toBeUndefined();
  });

  it('stops at each morning on the way', () => {
    expect(stops(now, at('2022-03-23T09:00'), ZONE)).toEqual(
      ['2022-03-21T08:00', '2022-03-22T08:00', '2022-03-23T08:00', '2022-03-23T09:00'].map(at),
    );
    expect(stops(at('2022-03-21T08:00'), at('2022-03-22T08:00'), ZONE)).toEqual([at('2022-03-22T08:00')]);
    expect(stops(now, now, ZONE)).toEqual([now]);
  });

  it('says the day of the week', () => {
    expect(clockWords(now, ZONE)).toBe('07:30, thứ Hai, 21/3/2022');
  });
});

it('tells counts of many and names of up to five', () => {
  const one = (duty: Delivered['duty'], n: number, kind: Delivered['kind'] = 'reminder'): Delivered => ({
    at: at('2022-03-30T08:00'),
    kind,
    duty,
    name: `${duty} ${n}`,
  });
  const many = (duty: Delivered['duty'], count: number) => Array.from({ length: count }, (_, n) => one(duty, n));
  expect(
    feedLines(
      [...many('member', 371), ...many('secretary', 16), one('leader', 1, 'digest'), one('leader', 2, 'digest')],
      ZONE,
    ),
  ).toEqual([
    '30/3 08:00 — nhắc hạn: 16 bí thư, 371 đảng viên',
    '30/3 08:00 — tổng hợp tuần: lãnh đạo leader 1, leader 2',
  ]);
  expect(feedLines(many('secretary', 5), ZONE)).toEqual([
    '30/3 08:00 — nhắc hạn: bí thư secretary 0, secretary 1, secretary 2, secretary 3, secretary 4',
  ]);
});

it('keeps what is sent before anybody listens', async () => {
  const channel = consoleChannel();
  await channel.send('A', { kind: 'new', body: { text: 'một' } });
  const heard: string[] = [];
  channel.listen((who, text) => heard.push(`${who}: ${text}`));
  expect(await channel.send('B', { kind: 'new', body: { text: 'hai' } })).toEqual({
    outcome: 'sent',
    messageId: 'out-2',
  });
  expect(heard).toEqual(['A: một', 'B: hai']);
});
