/** How a browser comes into a chat, and how it does not. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hashOf } from '../../../src/channels/web/cookies.ts';
import { HOUR } from '../../../src/lib/time.ts';
import { openTown, type Town } from './rig.ts';

let town: Town;
beforeEach(async () => {
  town = await openTown();
});
afterEach(() => town.close());

const places = () => town.db.read(({ tx, t }) => tx.select().from(t.webPlaces));

describe('joining', () => {
  it('takes one button: opening the link spends nothing, however often it is opened', async () => {
    const code = await town.code('Minh');
    const browser = town.browser();
    for (const _ of [1, 2, 3]) {
      const page = await browser.request(`/j/${code}`);
      expect(page.status).toBe(200);
      expect(await page.text()).toContain(`value="${code}"`);
    }
    expect(browser.cookie).toBe('');
    const answer = await browser.join(code);
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/chat']);
    expect(answer.headers.getSetCookie()).toHaveLength(1);
    expect(answer.headers.getSetCookie()[0]).toMatch(
      /^__Host-tusoi=[^;]+; Max-Age=31536000; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
    );
    expect((await browser.request('/chat')).status).toBe(200);
    expect((await browser.request('/')).headers.get('location')).toBe('/chat');
    const stream = await browser.stream();
    expect(await stream.hello()).toMatchObject({ name: 'Trần Văn Minh · Chi bộ 6', locale: 'vi', from: 1 });
    const [welcome, consent] = await stream.entries(2);
    expect(welcome).toMatchObject({ n: 1, kind: 'said' });
    expect(consent).toMatchObject({ n: 2, prompt: { choices: expect.any(Array) } });
    stream.close();
    expect(await places()).toMatchObject([{ label: 'Chrome · Android', endedAt: null }]);
  });

  it('from a mistyped address leads a person to the door, and tells a script in JSON', async () => {
    const browser = town.browser();
    const html = { headers: { accept: 'text/html,application/xhtml+xml', 'accept-language': 'vi' } };
    for (const path of ['/j/', '/nope', `/j/${'A'.repeat(200)}`, '/w/short']) {
      const page = await browser.request(path, html);
      expect([path, page.status]).toEqual([path, 404]);
      const text = await page.text();
      expect(text).toContain('Không có trang này');
      expect(text).toContain('href="/"');
      const plain = await browser.request(path, { headers: { accept: '*/*' } });
      expect([plain.status, plain.headers.get('content-type')]).toEqual([404, 'application/json']);
    }
    const capitals = await browser.request('/J/ABCD-EFGH', html);
    expect([capitals.status, capitals.headers.get('referrer-policy')]).toEqual([
      200,
      (await browser.request('/j/ABCD-EFGH')).headers.get('referrer-policy'),
    ]);
    expect(await capitals.text()).toContain('value="ABCD-EFGH"');
  });

  it('by hand works with the code typed in any case', async () => {
    const code = await town.code('Minh');
    expect(await (await town.browser().request('/')).text()).toMatch(/name="code"[\s\S]*bằng một cookie/);
    expect((await town.browser().join(` ${code.toLowerCase()} `)).status).toBe(303);
  });

  it('with a code that was used, has expired or never was tells why in the program’s words, and leaves no cookie', async () => {
    const used = await town.code('Minh');
    await town.browser().join(used);
    const late = await town.code('Hoa', HOUR);
    town.clock.set(town.clock.now() + HOUR + 1);
    for (const [code, why] of [
      [used, 'Mã này đã được dùng'],
      [late, 'Mã này đã hết hạn'],
      ['ZZZZ-ZZZZ', 'Mã này không đúng'],
      ['<script>alert(1)</script>', 'Mã này không đúng'],
    ] as const) {
      const browser = town.browser();
      const answer = await browser.join(code);
      expect(answer.status).toBe(400);
      const page = await answer.text();
      expect(page).toContain(why);
      expect(page, 'each try is a new chat, so nothing counts down').not.toContain('lần');
      expect(page, 'to be corrected here').toContain(
        `name="code" value="${code.replaceAll('<', '&lt;').replaceAll('>', '&gt;')}"`,
      );
      expect(page).not.toContain('<script>alert');
      expect(answer.headers.getSetCookie()).toEqual([]);
      expect((await browser.request('/chat')).headers.get('location')).toBe('/');
    }
    expect((await town.browser().join('')).status).toBe(400);
    expect((await town.browser().join('A'.repeat(200))).status).toBe(400);
    expect((await town.browser().form('/j', { code: 'A'.repeat(9_000) })).status).toBe(413);
  });

  it('escapes whatever stands in the link', async () => {
    const page = await (await town.browser().request(`/j/${encodeURIComponent('"><img src=x>')}`)).text();
    expect(page).toContain('value="&quot;&gt;&lt;img src=x&gt;"');
  });

  it('closes the place of whoever was signed in there before', async () => {
    const browser = await town.joined('Minh');
    const before = browser.cookie;
    const stream = await browser.stream();
    await stream.hello();
    await browser.join(await town.code('Hoa'));
    const hoa = await browser.stream();
    expect((await hoa.hello()).name).toContain('Lê Thị Hoa');
    hoa.close();
    for (;;) {
      const event = await stream.next();
      expect(event, 'the old stream is told that it has ended').toBeDefined();
      if (event?.event === 'ended') break;
    }
    expect(await stream.next()).toBeUndefined();
    const old = town.browser();
    old.cookie = before;
    expect((await old.request('/chat/earlier?before=9')).status).toBe(401);
  });

  it('with a new code elsewhere ends the old place', async () => {
    const old = await town.joined('Minh');
    await town.joined('Minh');
    const answer = await old.request('/chat/earlier?before=9');
    expect([answer.status, await answer.json()]).toEqual([401, { problem: 'signed-out' }]);
    expect(old.cookie, 'the browser forgets it').toBe('');
  });

  it('never puts a code, a token or a cookie into the log', async () => {
    const code = await town.code('Minh');
    const browser = town.browser();
    await browser.request(`/j/${code}`);
    await browser.join('ZZZZ-YYYY');
    await browser.join(code);
    await browser.request('/w/secret-token-secret-token');
    await browser.form('/w', { token: 'secret-token-secret-token' });
    const log = JSON.stringify(town.log.lines);
    for (const secret of [code, 'ZZZZ', 'secret-token', browser.cookie.split('=')[1] ?? '?'])
      expect(log).not.toContain(secret);
  });
});

describe('a cookie', () => {
  it('that was forged, cut or made up opens nothing', async () => {
    const minh = await town.joined('Minh');
    const [name = '', value = ''] = minh.cookie.split('=');
    const [signed = '', signature = ''] = decodeURIComponent(value).split(/\.(?=[^.]*$)/);
    const [id = '', secret = ''] = signed.split('.');
    const other = await town.joined('Hoa');
    const hoa = decodeURIComponent(other.cookie.split('=')[1] ?? '').split('.')[0] ?? '';
    for (const forged of [
      `${hoa}.${secret}.${signature}`,
      `${id}.${'A'.repeat(43)}.${signature}`,
      signed,
      `${signed}.${signature.slice(0, -2)}A=`,
      '',
      'x',
      `${id}'; drop table web_places; --`,
    ]) {
      const browser = town.browser();
      browser.cookie = `${name}=${encodeURIComponent(forged)}`;
      const answer = await browser.request('/chat/stream');
      expect([forged, answer.status]).toEqual([forged, 401]);
    }
    expect((await minh.request('/chat/earlier?before=2')).status).toBe(200);
  });

  it('lasts a year from the last visit', async () => {
    const minh = await town.joined('Minh');
    const before = minh.cookie;
    const [again = ''] = (await minh.request('/chat')).headers.getSetCookie();
    expect(again).toBe(`${before}; Max-Age=31536000; Path=/; HttpOnly; Secure; SameSite=Lax`);
  });

  it('is kept as a hash only', async () => {
    const minh = await town.joined('Minh');
    const [, secret = ''] = decodeURIComponent(minh.cookie.split('=')[1] ?? '').split('.');
    const [place] = await places();
    expect(place?.secretHash).toBe(hashOf(secret));
  });

  it('needs no TLS where the page has none, and then promises none', async () => {
    const plain = await openTown({ publicUrl: 'http://127.0.0.1:3000' });
    try {
      const browser = plain.browser();
      const answer = await browser.join(await plain.code('Minh'));
      expect(answer.headers.getSetCookie()[0]).toMatch(
        /^tusoi=[^;]+; Max-Age=31536000; Path=\/; HttpOnly; SameSite=Lax$/,
      );
      expect(answer.headers.get('strict-transport-security')).toBeNull();
      expect((await browser.request('/chat')).status).toBe(200);
    } finally {
      await plain.close();
    }
  });
});

describe('a link for writing', () => {
  const link = (token: string, name: string, expiresIn = HOUR) =>
    town.db.transact(({ tx, t }) => {
      const personId = town.people.get(name);
      if (personId === undefined) throw new Error(name);
      return tx
        .insert(t.writingLinks)
        .values({ tokenHash: hashOf(token), personId, expiresAt: town.clock.now() + expiresIn });
    });

  it('is spent by the button only, once, and opens the person’s chat', async () => {
    await link('token-token-token-1', 'Minh');
    const browser = town.browser();
    expect(await (await browser.request('/w/token-token-token-1')).text()).toContain('value="token-token-token-1"');
    expect((await browser.form('/w', { token: 'token-token-token-1' })).status).toBe(303);
    const stream = await browser.stream();
    expect((await stream.hello()).name).toContain('Trần Văn Minh');
    await stream.entries(1);
    stream.close();
    const again = await town.browser().form('/w', { token: 'token-token-token-1' });
    expect([again.status, again.headers.getSetCookie()]).toEqual([400, []]);
    expect(await again.text()).toContain('Đường dẫn này đã dùng rồi hoặc đã hết hạn');
  });

  it('that has expired or is unknown opens nothing', async () => {
    await link('token-token-token-2', 'Minh', 1);
    town.clock.set(town.clock.now() + 1);
    for (const token of ['token-token-token-2', 'token-token-token-3', '']) {
      const answer = await town.browser().form('/w', { token });
      expect([answer.status, answer.headers.getSetCookie()]).toEqual([400, []]);
    }
    expect((await town.browser().request('/w/short')).status).toBe(404);
  });
});
