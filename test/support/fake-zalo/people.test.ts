import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { callApi, poll, verdict } from './http/client.ts';
import { spawnFakeZalo } from './remote.ts';
import { type FakeZalo, startFakeZalo } from './server.ts';
import { runTerminal } from './terminal.ts';

let fake: FakeZalo;
beforeEach(async () => {
  fake = await startFakeZalo({ secondMs: 5 });
});
afterEach(() => fake.close());

/** A bot that asks three questions and says thanks. */
async function quiz(): Promise<void> {
  const asked = new Map<string, number>();
  for (let told = await poll(fake, 1000); told; told = await poll(fake, 1000)) {
    const { id } = told.message['chat'] as { id: string };
    const next = (asked.get(id) ?? 0) + 1;
    asked.set(id, next);
    await verdict(fake, 'sendMessage', { chat_id: id, text: next > 3 ? 'Cảm ơn' : `Câu ${next}` });
  }
}

describe('people', () => {
  test.each([
    ['photo', 'message.image.received', { photo_url: expect.stringMatching(/\.jpg$/), message_type: 'CHAT_PHOTO' }],
    ['sticker', 'message.sticker.received', { sticker: expect.any(String), url: expect.stringMatching(/oasticker/) }],
    ['voice', 'message.voice.received', { voice_url: expect.stringMatching(/\.aac$/), message_type: 'CHAT_VOICE' }],
    ['unsupported', 'message.unsupported.received', {}],
  ] as const)('send a %s', async (what, name, fields) => {
    const lan = fake.person('Lan');
    const sends = { photo: 'sendsPhoto', sticker: 'sendsSticker', voice: 'sendsVoice' } as const;
    if (what === 'unsupported') lan.sendsUnsupported();
    else lan[sends[what]]();
    const told = await poll(fake);
    expect(told).toMatchObject({ event_name: name, message: fields });
    expect(Object.keys(told?.message ?? {})).toEqual(['from', 'chat', 'message_id', 'date', ...Object.keys(fields)]);
  });

  test('who are protected are never heard, whatever they send', async () => {
    const an = fake.person('An', { protected: true });
    an.says('xin chào');
    an.sendsPhoto();
    for (const _ of ['text', 'photo']) {
      const told = await poll(fake);
      expect(told?.event_name).toBe('message.unsupported.received');
      expect(told?.message).not.toHaveProperty('text');
    }
  });

  test('send a picture as documented, and its address goes bad in many ways', async () => {
    fake.set({ legacyPhoto: true });
    const lan = fake.person('Lan');
    const address = async () => String((await poll(fake))?.message['photo']);
    lan.sendsPhoto({ caption: 'giấy', expiresMs: 1000, bytes: Buffer.from('jpeg') });
    const picture = await address();
    expect(await (await fetch(picture)).text()).toBe('jpeg');
    fake.advance(1000);
    expect((await fetch(picture)).status).toBe(403);
    expect(fake.media.downloads(picture)).toBe(2);
    lan.sendsPhoto({ broken: 'breaksOff' });
    await expect(fetch(await address()).then((response) => response.arrayBuffer())).rejects.toThrow();
    lan.sendsPhoto({ redirect: 'http://127.0.0.1:1/elsewhere' });
    expect((await fetch(await address(), { redirect: 'manual' })).status).toBe(302);
    for (const broken of ['silent', 'stalls'] as const) {
      lan.sendsPhoto({ broken });
      const impatient = { signal: AbortSignal.timeout(50) };
      await expect(fetch(await address(), impatient).then((response) => response.text())).rejects.toThrow();
    }
  });

  test('write in a group, say a thing later, and are told again', async () => {
    const lan = fake.person('Lan');
    lan.says('@bot chào', { chatId: fake.group('Chi bộ').id });
    const told = await poll(fake);
    expect(told?.message).toMatchObject({ chat: { chat_type: 'GROUP' }, from: { id: lan.id } });
    lan.repeatsLast();
    expect((await poll(fake))?.message['message_id']).toBe(told?.message['message_id']);
    fake.push({ event_name: 'message.unsupported.received' });
    expect(await poll(fake)).toEqual({ event_name: 'message.unsupported.received' });
  });

  test('answer by a script, and say it again when nothing happens', async () => {
    const people = [fake.person('Lan'), fake.person('Minh')];
    fake.set({ mode: 'lossy' });
    const script = { start: 'bắt đầu', question: '^Câu (\\d)', answers: ['một', 'hai', 'ba'], finished: 'Cảm ơn' };
    const run = fake.run(people, { ...script, patienceMs: 40, thinkMs: 1 });
    const bot = quiz();
    const done = await run.finish();
    expect(done.map(({ finished, said }) => [finished, said.map(({ text }) => text)])).toEqual([
      [true, ['một', 'hai', 'ba']],
      [true, ['một', 'hai', 'ba']],
    ]);
    expect(done.flatMap(({ said }) => said).every(({ acknowledgedMs }) => acknowledgedMs !== undefined)).toBe(true);
    expect(fake.lost.length).toBeGreaterThan(0);
    run.stop();
    await fake.polling();
    fake.fault({ kind: 'requestTimeout', method: 'getUpdates' });
    fake.person('Lan').says('thôi');
    await bot;
  });

  test('answer what they are shown, until switched off', async () => {
    const lan = fake.person('Lan');
    lan.says('chào');
    const off = fake.autoReply(({ text }) => (text === 'đi đâu?' ? { say: 'họp' } : undefined));
    await verdict(fake, 'sendMessage', { chat_id: lan.id, text: 'đi đâu?' });
    await fake.waitFor(() => fake.stats.pushed === 2);
    off();
    await verdict(fake, 'sendMessage', { chat_id: lan.id, text: 'đi đâu?' });
    expect(fake.stats.pushed).toBe(2);
    expect(fake.doubled()).toMatchObject([{ chatId: lan.id, text: 'đi đâu?' }]);
    await expect(lan.waitFor('chưa', 1)).rejects.toThrow('last shown: đi đâu?');
  });
});

describe('the terminal', () => {
  test('is a chat with the bot, and shows what it did wrong', async () => {
    const [input, output] = [new PassThrough(), new PassThrough()];
    let seen = '';
    output.on('data', (chunk) => {
      seen += String(chunk);
    });
    const ended = runTerminal(fake, { input, output });
    const lan = fake.person('Lan').id;
    input.write('/start\n');
    expect((await poll(fake, 1000))?.message['text']).toBe('/start');
    await callApi(fake, 'sendMessage', { chat_id: lan, text: 'Chào đồng chí\n1. Có', reply_markup: {} });
    for (const line of [':as Minh', ':photo giấy', ':mode replay', ':fault tooMany getMe', ':later 5', ':nonsense'])
      input.write(`${line}\n`);
    expect((await poll(fake, 1000))?.message['caption']).toBe('giấy');
    input.write(':stats\n:quit\n');
    await ended;
    expect(seen).toContain('── to Lan\n   Chào đồng chí\n   1. Có');
    expect(seen).toContain('! sendMessage: the field reply_markup is not documented');
    expect(seen).toContain('you are Minh');
    expect(seen).toContain(`ZALO_API_ROOT=${fake.apiRoot}`);
    expect(seen).toContain('"sent":1');
    expect(await verdict(fake, 'getMe')).toMatch(/^429/);
  });
});

describe('in a process of its own', () => {
  test('it is controlled from outside, and ends badly when the bot did', async () => {
    const other = await spawnFakeZalo({ secondMs: 5 });
    const [user] = await other.control<{ id: string }[]>('users', { users: [{ who: 'Lan' }] });
    await other.control('text', { who: 'Lan', text: 'chào' });
    expect((await poll(other))?.message['text']).toBe('chào');
    await other.control('faults', { rules: [{ kind: 'tooMany', method: 'getMe', count: null }] });
    expect(await verdict(other, 'getMe')).toMatch(/^429/);
    expect(await verdict(other, 'sendMessage', { chat_id: user?.id, text: 'vâng', offset: 1 })).toBe('ok');
    expect(await other.control('waitShown', { who: 'Lan', pattern: 'vâng' })).toMatchObject({ text: 'vâng' });
    expect(await other.control('stats')).toMatchObject({ sent: 1, violations: 1 });
    await expect(other.control('dance')).rejects.toThrow('no operation dance');
    await expect(other.close()).rejects.toThrow('the field offset is not documented');
  });
});
