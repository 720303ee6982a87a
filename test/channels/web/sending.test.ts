/** What a page sends, what is refused, and what every answer says of itself. */
import { deflateSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Entry } from '../../../src/channels/web/protocol.ts';
import { archive, OLD_WORD, PDF, PROGRAM, word } from '../../support/documents.ts';
import { type Browser, newKey, type OpenStream, openTown, PUBLIC, type Town, type TownOptions } from './rig.ts';

let town: Town;
let minh: Browser;
const open: OpenStream[] = [];

async function begin(options: TownOptions = {}): Promise<void> {
  town = await openTown(options);
  minh = await town.joined('Minh');
}
async function watch(browser: Browser = minh): Promise<OpenStream> {
  const stream = await browser.stream();
  open.push(stream);
  await stream.entries(2);
  return stream;
}
afterEach(async () => {
  for (const stream of open.splice(0)) stream.close();
  await town.close();
});

const problemOf = async (answer: Response) => [answer.status, await answer.json()];
const refused = (status: number, problem: string) => [status, { problem }];
const inbox = async () => (await town.db.read(({ tx, t }) => tx.select().from(t.inbox))).length;
const consent = (entry: Entry): entry is Extract<Entry, { kind: 'said' }> =>
  entry.kind === 'said' && entry.prompt !== undefined;

/** A picture of one point. */
function png(): Uint8Array<ArrayBuffer> {
  const chunk = (type: string, data: Uint8Array): Buffer => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(data.length);
    return Buffer.concat([length, Buffer.from(type), data, Buffer.alloc(4)]);
  };
  const header = Buffer.from([0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0]);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const parts = [
    signature,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.from([0, 0]))),
    chunk('IEND', Buffer.alloc(0)),
  ];
  return new Uint8Array(Buffer.concat(parts));
}
const bytes = (text: string): Uint8Array<ArrayBuffer> => new Uint8Array(Buffer.from(text, 'latin1'));

describe('what a page sends', () => {
  beforeEach(() => begin());

  it('appears in the chat, is handled, and is only then said to have been taken', async () => {
    const stream = await watch();
    const before = await inbox();
    const answer = await minh.says('/help');
    expect([answer.status, await answer.text(), await inbox()]).toEqual([204, '', before + 1]);
    const [mine, help] = await stream.entries(2);
    expect(mine).toMatchObject({ n: 3, kind: 'wrote', text: '/help' });
    expect(help).toMatchObject({ n: 4, kind: 'said' });
  });

  it('sent again with the same key, after an answer that was lost, counts once', async () => {
    const stream = await watch();
    const key = newKey();
    const before = await inbox();
    const answers = [await minh.says('/help', key), await minh.says('/help', key), await minh.says('/help', key)];
    expect(answers.map(({ status }) => status)).toEqual([204, 204, 204]);
    await minh.says('cuối cùng');
    const seen: Entry[] = [];
    for (;;) {
      const [entry] = await stream.entries(1);
      if (entry === undefined) break;
      seen.push(entry);
      if (entry.kind === 'wrote' && entry.text === 'cuối cùng') break;
    }
    expect(seen.filter((entry) => entry.kind === 'wrote' && entry.text === '/help')).toHaveLength(1);
    expect(await inbox()).toBe(before + 2);
  });

  it('as a tap shows what was chosen on the prompt itself', async () => {
    const stream = await minh.stream();
    open.push(stream);
    const asked = await stream.until(consent);
    const prompt = consent(asked) ? asked.prompt : undefined;
    const [choice] = prompt?.choices ?? [];
    const answer = await minh.send({ kind: 'choice', prompt: prompt?.id ?? '', choice: choice?.key ?? '' });
    expect(answer.status).toBe(204);
    expect(await stream.until(({ kind }) => kind === 'answered')).toMatchObject({
      prompt: prompt?.id,
      choice: choice?.key,
      label: choice?.label,
    });
  });

  it('as a change names a text of one’s own', async () => {
    const stream = await watch();
    await minh.says('Tôi phụ trách tổ dân phố.');
    const mine = await stream.until(({ kind }) => kind === 'wrote');
    expect((await minh.send({ kind: 'amend', of: mine.n, text: 'Tôi phụ trách dân vận.' })).status).toBe(204);
    expect(await stream.until(({ kind }) => kind === 'amended')).toMatchObject({
      of: mine.n,
      text: 'Tôi phụ trách dân vận.',
    });
    for (const of of [1, 999, mine.n + 1])
      expect(await problemOf(await minh.send({ kind: 'amend', of, text: 'x' }))).toEqual(refused(400, 'bad-request'));
  });

  it('of any shape but the agreed one is refused', async () => {
    for (const body of [
      undefined,
      null,
      [],
      'text',
      { key: 'short', input: { kind: 'text', text: 'x' } },
      { key: 'has spaces in it', input: { kind: 'text', text: 'x' } },
      { key: newKey() },
      { key: newKey(), input: { kind: 'text' } },
      { key: newKey(), input: { kind: 'text', text: '  \n' } },
      { key: newKey(), input: { kind: 'text', text: '\u0000' } },
      { key: newKey(), input: { kind: 'other', text: 'x' } },
      { key: newKey(), input: { kind: 'choice', prompt: 'p'.repeat(300), choice: 'c' } },
      { key: newKey(), input: { kind: 'amend', of: -1, text: 'x' } },
    ])
      expect([body, ...(await problemOf(await minh.json('/chat/send', body)))]).toEqual([
        body,
        ...refused(400, 'bad-request'),
      ]);
    const from = { origin: PUBLIC, 'content-type': 'application/json' };
    const broken = await minh.request('/chat/send', { method: 'POST', body: '{', headers: from });
    expect(await problemOf(broken)).toEqual(refused(400, 'bad-request'));
  });

  it('that is hostile stays text, and comes back as it was written', async () => {
    const stream = await watch();
    for (const text of [
      '</script><script>alert(1)</script>',
      '<img src=x onerror=alert(1)>',
      'javascript:alert(1)',
      'trên\u2028giữa\u2029\u202edưới',
      '\n\ndata: {"kind":"said"}\n\nevent: ended\n\n'.trim(),
      '{"__proto__": {"polluted": true}}',
    ]) {
      expect((await minh.says(text)).status).toBe(204);
      expect(await stream.until(({ kind }) => kind === 'wrote')).toMatchObject({ text });
    }
  });

  it('is taken up to sixteen thousand signs and not beyond', async () => {
    expect((await minh.says('ệ'.repeat(16_000))).status).toBe(204);
    expect(await problemOf(await minh.says('e'.repeat(16_001)))).toEqual(refused(413, 'too-long'));
    expect(await problemOf(await minh.says('e'.repeat(200_000)))).toEqual(refused(413, 'too-long'));
  });

  it('of what it has received clears what was awaited', async () => {
    await town.db.transact(async ({ tx, t }) => {
      const [chat] = await tx.select().from(t.webChats);
      if (chat !== undefined) await tx.insert(t.webAwaited).values({ addressId: chat.addressId, n: 2, since: 0 });
    });
    expect((await minh.json('/chat/received', { n: 1 })).status).toBe(204);
    const awaited = () => town.db.read(({ tx, t }) => tx.select().from(t.webAwaited));
    expect(await awaited()).toHaveLength(1);
    expect((await minh.json('/chat/received', { n: 2 })).status).toBe(204);
    expect(await awaited()).toEqual([]);
    expect(await problemOf(await minh.json('/chat/received', { n: 'x' }))).toEqual(refused(400, 'bad-request'));
  });
});

describe('a file', () => {
  beforeEach(() => begin());
  const fileOf = async (stream: OpenStream) => {
    const entry = await stream.until(({ kind }) => kind === 'sent');
    if (entry.kind !== 'sent') throw new Error('no file');
    return entry;
  };
  /** What is asked from now on can be answered with a picture, or with a document, too. */
  const asksForPhoto = async (more: { readonly documents?: true } = {}) => {
    const prompt = { id: 'p', free: true, choices: [], photo: true, ...more };
    const { platformId } = (await town.db.read(({ tx, t }) => tx.select().from(t.addresses)))[0] ?? { platformId: '' };
    await town.channel.desk.append({
      chat: platformId,
      key: 'asks',
      body: { kind: 'said', text: 'Ảnh?', prompt },
      awaited: false,
    });
  };

  it('that nobody asked for is not kept, and the chat says so', async () => {
    const stream = await watch();
    expect((await minh.upload(png(), { name: 'ảnh.png' })).status).toBe(204);
    const sent = await fileOf(stream);
    expect(sent).toMatchObject({ kept: false, file: { name: 'ảnh.png' } });
    expect((await minh.request(`/chat/files/${sent.file.id}`)).status).toBe(404);
    expect(await town.db.read(({ tx, t }) => tx.$count(t.webFiles))).toBe(0);
  });

  it('that is a picture is shown as one, to its own chat only', async () => {
    const stream = await watch();
    await asksForPhoto();
    const answer = await minh.upload(png(), { name: '../../etc/ảnh <1>.html', caption: 'Biên bản\u0000' });
    expect(answer.status).toBe(204);
    const { file, caption } = await fileOf(stream);
    expect([file.name, file.type, file.size, caption]).toEqual(['ảnh <1>.html', 'image/png', png().length, 'Biên bản']);
    const got = await minh.request(`/chat/files/${file.id}`);
    expect([got.status, got.headers.get('content-type')]).toEqual([200, 'image/png']);
    expect(got.headers.get('content-disposition')).toBe("inline; filename*=UTF-8''%E1%BA%A3nh%20%3C1%3E.html");
    expect(got.headers.get('content-security-policy')).toContain('sandbox');
    expect(got.headers.get('cache-control')).toBe('private, no-store');
    expect(new Uint8Array(await got.arrayBuffer())).toEqual(png());
    const hoa = await town.joined('Hoa');
    expect(await problemOf(await hoa.request(`/chat/files/${file.id}`))).toEqual(refused(404, 'not-found'));
    expect((await town.browser().request(`/chat/files/${file.id}`)).status).toBe(401);
  });

  it.each([
    ['application/pdf', PDF],
    ['application/vnd.openxmlformats-officedocument.wordprocessingml.document', word()],
    [
      'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
      word({ deflated: true, streamed: true }),
    ],
  ])('that is a document (%s) comes back byte for byte, is only saved, and is what its bytes say', async (type, sent) => {
    const stream = await watch();
    await asksForPhoto({ documents: true });
    expect((await minh.upload(new Uint8Array(sent), { name: '../bài\u202e.html' })).status).toBe(204);
    const { file } = await fileOf(stream);
    expect(file).toMatchObject({ name: 'bài.html', type, size: sent.length });
    const got = await minh.request(`/chat/files/${file.id}`);
    expect(Object.fromEntries(got.headers)).toMatchObject({
      'content-type': type,
      'content-disposition': "attachment; filename*=UTF-8''b%C3%A0i.html",
      'content-security-policy': expect.stringContaining('sandbox'),
      'x-content-type-options': 'nosniff',
    });
    expect(Buffer.from(await got.arrayBuffer())).toEqual(sent);
    expect(await stream.until((entry) => entry.kind === 'said')).toBeDefined();
  });

  it('that is a document is refused where only pictures are asked for, and not kept where nothing is', async () => {
    const stream = await watch();
    expect((await minh.upload(new Uint8Array(PDF), { name: 'bài.pdf' })).status).toBe(204);
    expect(await fileOf(stream)).toMatchObject({ kept: false });
    await asksForPhoto();
    for (const wrong of [PDF, word(), PROGRAM])
      expect(await problemOf(await minh.upload(new Uint8Array(wrong), { name: 'ảnh.png' }))).toEqual(
        refused(415, 'no-picture'),
      );
    expect(await town.db.read(({ tx, t }) => tx.$count(t.webFiles))).toBe(0);
  });

  it.each([
    ['a program', PROGRAM],
    ['a Word document of the old kind', OLD_WORD],
    ['a Word document with macros', word({ macros: 'said' })],
    ['a Word document that hides its macros', word({ macros: 'hidden', deflated: true })],
    ['any archive', archive([{ name: 'word/a.txt', text: 'Tôi' }])],
    ['an animation', bytes('GIF89a\u0001\u0000\u0001\u0000')],
  ])('that is %s is refused where documents are asked for, whatever it is called', async (_what, content) => {
    await asksForPhoto({ documents: true });
    const answer = await minh.upload(new Uint8Array(content), { name: 'bài.pdf' });
    expect(await problemOf(answer)).toEqual(refused(415, 'wrong-type'));
    expect(await town.db.read(({ tx, t }) => tx.$count(t.webFiles))).toBe(0);
  });

  it.each([
    ['an SVG', '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'],
    ['an SVG with a declaration', '<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>'],
    ['HTML', '<!doctype html><script>alert(1)</script>'],
    ['a program', 'MZ\x90\x00\x03\x00\x00\x00'],
    ['plain text', 'Tôi'],
    ['nothing', ''],
  ])('that is %s is refused, whatever it is called', async (_what, content) => {
    expect(await problemOf(await minh.upload(bytes(content), { name: 'ảnh.png' }))).toEqual(refused(415, 'wrong-type'));
    expect(await town.db.read(({ tx, t }) => tx.$count(t.webFiles))).toBe(0);
  });

  it('that is too large, or has no key, is refused', async () => {
    const large = new Uint8Array(10 * 1024 * 1024 + 1);
    large.set(png());
    expect(await problemOf(await minh.upload(large))).toEqual(refused(413, 'too-large'));
    expect(await problemOf(await minh.upload(png(), { key: 'x' }))).toEqual(refused(400, 'bad-request'));
    expect(await problemOf(await minh.upload(png(), { caption: 'x'.repeat(16_001) }))).toEqual(
      refused(413, 'too-long'),
    );
    const bare = { method: 'POST', body: png(), headers: { origin: PUBLIC } };
    expect(await problemOf(await minh.request(`/chat/files?key=${newKey()}`, bare))).toEqual(
      refused(400, 'bad-request'),
    );
  });

  it('sent again with the same key counts once', async () => {
    await asksForPhoto();
    const key = newKey();
    for (const _ of [1, 2]) expect((await minh.upload(png(), { key })).status).toBe(204);
    expect(await town.db.read(({ tx, t }) => tx.$count(t.webFiles))).toBe(1);
  });
});

describe('a request from elsewhere', () => {
  beforeEach(() => begin());
  const posts: readonly (readonly [string, (headers: Record<string, string>) => Promise<Response>])[] = [
    [
      '/chat/send',
      (headers) => minh.json('/chat/send', { key: newKey(), input: { kind: 'text', text: 'x' } }, headers),
    ],
    ['/chat/received', (headers) => minh.json('/chat/received', { n: 1 }, headers)],
    ['/chat/files', (headers) => minh.request(`/chat/files?key=${newKey()}`, { method: 'POST', body: png(), headers })],
    ['/j', (headers) => minh.form('/j', { code: 'ABCD-EFGH' }, headers)],
    ['/w', (headers) => minh.form('/w', { token: 'token-token-token-1' }, headers)],
  ];

  it.each(posts)('to %s is refused, wherever it says it comes from', async (_path, post) => {
    for (const headers of [
      { origin: 'https://elsewhere.example' },
      { origin: `${PUBLIC}.evil.example` },
      { origin: PUBLIC.replace('https', 'http') },
      { origin: PUBLIC, 'sec-fetch-site': 'cross-site' },
      { origin: PUBLIC, 'sec-fetch-site': 'same-site' },
      { origin: 'null', 'sec-fetch-site': 'cross-site' },
      { origin: 'null', 'sec-fetch-site': 'none' },
    ])
      expect([headers, (await post(headers)).status]).toEqual([headers, 403]);
  });

  it('that says nothing of where it comes from is refused, one whose origin is kept back is known by its site', async () => {
    const body = (): string => JSON.stringify({ key: newKey(), input: { kind: 'text', text: '/help' } });
    const headers = { 'content-type': 'application/json' };
    expect((await minh.request('/chat/send', { method: 'POST', body: body(), headers })).status).toBe(403);
    const kept = { ...headers, origin: 'null', 'sec-fetch-site': 'same-origin' };
    expect((await minh.request('/chat/send', { method: 'POST', body: body(), headers: kept })).status).toBe(204);
  });

  it('that is not JSON, as a foreign form could send it, is refused', async () => {
    const body = JSON.stringify({ key: newKey(), input: { kind: 'text', text: 'x' } });
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/jsonx'])
      expect(
        (await minh.request('/chat/send', { method: 'POST', body, headers: { origin: PUBLIC, 'content-type': type } }))
          .status,
      ).toBe(400);
  });

  it('without a place gets nowhere', async () => {
    const nobody = town.browser();
    for (const path of ['/chat/stream', '/chat/earlier?before=9', '/chat/files/x'])
      expect(await problemOf(await nobody.request(path))).toEqual(refused(401, 'signed-out'));
    expect(await problemOf(await nobody.says('x'))).toEqual(refused(401, 'signed-out'));
    expect(await problemOf(await nobody.json('/chat/received', { n: 1 }))).toEqual(refused(401, 'signed-out'));
    expect(await problemOf(await nobody.upload(png()))).toEqual(refused(401, 'signed-out'));
  });
});

describe('limits', () => {
  const few = { points: 2, seconds: 60 };
  const burst = { points: 0, seconds: 120 };

  it('of joining count wrong codes of one address, and the right one not', async () => {
    await begin({ limits: { joining: few } });
    for (const name of ['Hoa', 'Lan', 'Nga']) await town.joined(name);
    for (const _ of [1, 2]) expect((await town.browser().join('ZZZZ-ZZZZ')).status).toBe(400);
    const answer = await town.browser().join('ZZZZ-ZZZZ');
    expect(answer.status).toBe(429);
    const right = await town.browser().join(await town.code('Dũng'));
    expect(right.headers.get('location'), 'a school has one address').toBe('/chat');
    const chats = await town.db.read(({ tx, t }) => tx.select().from(t.addresses));
    expect((await town.browser().join('ZZZZ-ZZZZ')).status).toBe(429);
    expect(await town.db.read(({ tx, t }) => tx.select().from(t.addresses)), 'a flood writes nothing').toEqual(chats);
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(50);
    expect(await answer.text()).toContain('khoảng mười phút');
  });

  it('of looking at codes keep out whoever tries very many, the right one included', async () => {
    await begin({ limits: { looking: few } });
    for (const name of ['Hoa', 'Lan', 'Nga']) await town.joined(name);
    for (const _ of [1, 2]) expect((await town.browser().join('ZZZZ-ZZZZ')).status).toBe(400);
    expect((await town.browser().join(await town.code('Dũng'))).status).toBe(429);
  });

  it('of joining believe only known proxies about who comes', async () => {
    await begin({ limits: { joining: few }, trustProxy: 'loopback' });
    const from = (address: string) => town.browser().form('/j', { code: 'ZZZZ-ZZZZ' }, { 'x-forwarded-for': address });
    for (const _ of [1, 2]) expect((await from('203.0.113.7')).status).toBe(400);
    expect((await from('203.0.113.7')).status).toBe(429);
    expect((await from('198.51.100.1, 203.0.113.7')).status, 'what the client itself claims counts for nothing').toBe(
      429,
    );
    expect((await from('203.0.113.8')).status).toBe(400);
    for (const _ of [1, 2]) expect((await from('2001:db8::1')).status).toBe(400);
    expect((await from('2001:db8::2')).status, 'the same household').toBe(429);
    expect((await from('2001:db8:0:1::2')).status).toBe(400);
  });

  it('of joining are not to be got around by claiming to be forwarded', async () => {
    await begin({ limits: { joining: few } });
    const answers: number[] = [];
    for (const last of [1, 2, 3])
      answers.push(
        (await town.browser().form('/j', { code: 'ZZZZ-ZZZZ' }, { 'x-forwarded-for': `203.0.113.${last}` })).status,
      );
    expect(answers).toEqual([400, 400, 429]);
    expect(
      town.log.lines.filter(({ event }) => event === 'web.proxy-not-trusted'),
      'the operator hears of it once',
    ).toHaveLength(1);
  });

  it('of joining hold over all addresses, too', async () => {
    await begin({ limits: { lookingAll: few }, trustProxy: 'loopback' });
    const answers: number[] = [];
    for (const last of [1, 2, 3])
      answers.push(
        (await town.browser().form('/j', { code: 'ZZZZ-ZZZZ' }, { 'x-forwarded-for': `203.0.113.${last}` })).status,
      );
    expect(answers).toEqual([400, 400, 429]);
  });

  it('of sending are each chat’s own and say when to go on', async () => {
    await begin({ limits: { sending: few, burst } });
    const hoa = await town.joined('Hoa');
    for (const _ of [1, 2]) expect((await minh.says('/help')).status).toBe(204);
    const answer = await minh.says('/help');
    expect(await problemOf(answer)).toEqual(refused(429, 'too-many'));
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(50);
    expect((await hoa.says('/help')).status).toBe(204);
  });

  it('of files and of asking hold as well', async () => {
    await begin({ limits: { files: few, asking: few } });
    for (const _ of [1, 2]) expect((await minh.upload(png())).status).toBe(204);
    expect((await minh.upload(png())).status).toBe(429);
    for (const _ of [1, 2]) expect((await minh.request('/chat/earlier?before=1')).status).toBe(200);
    expect((await minh.request('/chat/earlier?before=1')).status).toBe(429);
  });

  it('of open pages hold over all chats', async () => {
    await begin({ limits: { streams: 1 } });
    await watch();
    const answer = await minh.request('/chat/stream');
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '2']);
  });
});

describe('every answer', () => {
  const routes = [
    ['GET', '/', 303],
    ['GET', '/chat', 200],
    ['GET', '/chat/stream', 200],
    ['GET', '/chat/earlier?before=9', 200],
    ['GET', '/chat/files/none', 404],
    ['GET', '/j/ABCD-EFGH', 200],
    ['GET', '/w/token-token-token-1', 200],
    ['POST', '/j', 403],
    ['POST', '/w', 403],
    ['POST', '/chat/send', 403],
    ['POST', '/chat/received', 403],
    ['POST', '/chat/files', 403],
    ['GET', '/chat/nothing', 404],
    ['GET', '/nothing', 404],
    ['GET', '/healthz', 200],
  ] as const;

  it('forbids to be framed, guessed at, kept, or told about', async () => {
    await begin();
    for (const [method, path, status] of routes) {
      const abort = new AbortController();
      const { headers, status: got } = await minh.request(path, { method, signal: abort.signal });
      abort.abort();
      expect([path, got]).toEqual([path, status]);
      const policy = headers.get('content-security-policy') ?? '';
      expect([path, policy]).toEqual([path, expect.stringMatching(/default-src '(none|self)'/)]);
      expect([path, policy]).toEqual([path, expect.stringMatching(/frame-ancestors '(none|self)'/)]);
      expect([path, policy]).not.toEqual([path, expect.stringContaining('unsafe')]);
      expect([path, headers.get('x-content-type-options')]).toEqual([path, 'nosniff']);
      expect([path, headers.get('referrer-policy')]).toEqual([path, 'no-referrer']);
      expect([path, headers.get('cache-control')]).toEqual([path, expect.stringContaining('no-store')]);
      expect([path, headers.get('strict-transport-security')]).toEqual([path, 'max-age=31536000']);
      expect([path, headers.get('access-control-allow-origin')]).toEqual([path, null]);
    }
  });

  it('while the database cannot be reached is a page that says to come back, and JSON for a script', async () => {
    let down = false;
    const lost = (): Promise<never> => Promise.reject(new Error('lost while asking for Minh'));
    await begin({ asFound: (db) => ({ ...db, read: (work) => (down ? lost() : db.read(work)) }) });
    down = true;
    const html = { headers: { accept: 'text/html,application/xhtml+xml', 'accept-language': 'vi' } };
    for (const path of ['/', '/chat', '/chat/files/none']) {
      const page = await minh.request(path, html);
      expect([path, page.status, page.headers.get('retry-after')]).toEqual([path, 503, '10']);
      expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
      expect(await page.text()).toContain('Chưa vào được lúc này');
    }
    const script = await minh.request('/chat/earlier?before=9');
    expect([script.status, script.headers.get('content-type')]).toEqual([500, 'application/json']);
    expect(JSON.stringify(town.log.lines)).not.toContain('lost while');
    down = false;
    expect((await minh.request('/chat', html)).status).toBe(200);
  });

  it('that is a page allows nothing from elsewhere and no script in the page itself', async () => {
    await begin();
    for (const path of ['/chat', '/j/ABCD-EFGH', '/w/token-token-token-1']) {
      const answer = await minh.request(path);
      expect(answer.headers.get('content-security-policy')).toBe(
        "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' blob:; connect-src 'self'; manifest-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
      );
      const page = await answer.text();
      expect(page).not.toMatch(/<script(?![^>]*(?:\ssrc=|type="application\/json"))|\son\w+=|style=|https?:\/\//);
    }
  });
});
