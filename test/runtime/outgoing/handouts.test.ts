/** Files on a channel that carries none: behind a link for a day. */
import { and, eq } from 'drizzle-orm';
import { afterEach, describe, expect, it } from 'vitest';
import { handoutRoutes } from '../../../src/channels/handouts.ts';
import { LIMITS, Limits } from '../../../src/channels/web/limits.ts';
import type { Database } from '../../../src/db/database.ts';
import { type HttpServer, startHttp } from '../../../src/http/server.ts';
import type { PersonId } from '../../../src/lib/ids.ts';
import { silentLog } from '../../../src/lib/log.ts';
import { DAY, type LocalDate, MINUTE } from '../../../src/lib/time.ts';
import { openingLinks } from '../../../src/runtime/outgoing/opening.ts';
import type { Kind } from '../../support/databases.ts';
import { PDF } from '../../support/documents.ts';
import { PICTURE } from '../../support/stage/phones.ts';
import { Stage } from '../../support/stage/stage.ts';

let stage: Stage;
let http: HttpServer | undefined;
afterEach(async () => {
  broken = false;
  await http?.stop();
  http = undefined;
  await stage.close();
});

let asked = 0;
let broken = false;
function counted<R>(run: () => Promise<R>): Promise<R> {
  asked += 1;
  return run();
}

async function onZalo(kind: Kind = 'sqlite', options: { questionnaire?: string; handouts?: boolean } = {}) {
  stage = await Stage.open(kind, { channel: 'zalo', handouts: true, ...options });
  await stage.joined(['Minh', 'Lan']);
  const words = {
    gone: 'Đường dẫn đã hết hạn <b>',
    unknown: 'Đường dẫn không đúng',
    wait: 'Đề nghị chờ',
    later: 'Mở lại sau',
  };
  const limits = new Limits({ ...LIMITS, links: { points: 30, seconds: 60 } });
  const { shell } = stage.app;
  // Of the links alone: the program looks into its database by itself all the time.
  const db: Database = {
    ...shell.db,
    transact: (work) => counted(() => shell.db.transact(work)),
    read: (work) => counted(() => shell.db.read(work)),
  };
  const open = openingLinks({ ...shell, db });
  const guarded: typeof open = (...asked) => (broken ? Promise.reject(new Error('no database')) : open(...asked));
  const routes = [handoutRoutes({ open: guarded, words, locale: 'vi', limits, trust: () => false, log: silentLog })];
  http = await startHttp({ host: '127.0.0.1', port: 0, routes, health: async () => true, log: silentLog });
  return http.url;
}

async function says(name: string, ...texts: readonly string[]): Promise<string> {
  for (const text of texts) {
    stage.wait();
    const id = stage.platformId(name);
    await stage.act([
      text === '(photo)'
        ? stage.phones.sends(id, 'photo', stage.clock.now())
        : stage.phones.says(id, text, stage.clock.now()),
    ]);
  }
  return stage.phones
    .take()
    .map(({ text }) => text)
    .join('\n');
}

const tokensIn = (text: string): readonly string[] =>
  [...text.matchAll(/https:\/\/tusoi\.example\.vn\/f\/(\S+)/g)].map(([, token = '']) => token);

describe.each(['sqlite', 'pglite'] as const)('the file of /dulieu on Zalo, on %s', (kind) => {
  it('comes as a link that opens it, as often as it is opened, for GET and for HEAD', async () => {
    const url = await onZalo(kind);
    await says('Minh', '/soi', '<script src="//x.vn"></script> <b onclick="x()">Tôi</b> & "dân vận"');
    const sent = () => stage.phones.lastMessages.get(stage.platformId('Minh'))?.length ?? 0;
    const before = sent();
    const said = await says('Minh', '/dulieu');
    expect(said).toContain('mở được trong 24 giờ');
    const [page = '', token = '', ...further] = tokensIn(said);
    expect(further).toEqual([]);
    expect(sent()).toBe(before + 1);
    const shown = await fetch(`${url}/f/${page}`);
    expect(shown.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(shown.headers.get('content-disposition')).toMatch(/^inline; .*\.html$/);
    const policy = "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'none'";
    expect(shown.headers.get('content-security-policy')).toBe(policy);
    const written = await shown.text();
    expect(written).toContain('&lt;b onclick=&quot;x()&quot;&gt;Tôi&lt;/b&gt; &amp; &quot;dân vận&quot;');
    expect(written).not.toMatch(/<script|<b |<[a-z0-9]+[^>]*\son/i);
    for (const method of ['HEAD', 'GET', 'GET', 'HEAD']) {
      const answer = await fetch(`${url}/f/${token}`, { method });
      expect(answer.status).toBe(200);
      expect(Object.fromEntries(answer.headers)).toMatchObject({
        'content-type': 'application/json',
        'content-security-policy': "default-src 'none'; sandbox; frame-ancestors 'none'",
        'content-disposition': "attachment; filename*=UTF-8''tusoi-CB06-03-2022-03-21.json",
        'cache-control': 'private, no-store',
        'referrer-policy': 'no-referrer',
        'x-content-type-options': 'nosniff',
      });
      const body = await answer.text();
      if (method === 'HEAD') expect(body).toBe('');
      else expect(JSON.parse(body)).toMatchObject({ person: { name: 'Trần Văn Minh' } });
      expect(Number(answer.headers.get('content-length'))).toBeGreaterThan(500);
    }
  });

  it('is gone after a day, and its bytes after the night that follows', async () => {
    const url = await onZalo(kind);
    const [token = ''] = tokensIn(await says('Minh', '/dulieu'));
    stage.clock.set(stage.clock.now() + DAY - 2 * MINUTE);
    expect((await fetch(`${url}/f/${token}`)).status).toBe(200);
    stage.wait(2 * MINUTE);
    const gone = await fetch(`${url}/f/${token}`);
    expect(gone.status).toBe(410);
    expect(gone.headers.get('cache-control')).toBe('no-store');
    expect(await gone.text()).toContain('<p>Đường dẫn đã hết hạn &lt;b&gt;</p>');
    const kept = () => stage.db.read(async ({ tx, t }) => (await tx.select().from(t.handouts)).length);
    expect(await kept()).toBe(2);
    await stage.passTo(stage.clock.now() + DAY);
    expect(await kept()).toBe(0);
    expect((await fetch(`${url}/f/${token}`)).status).toBe(410);
  });
});

describe('a link', () => {
  it('that was made or changed by somebody else opens nothing', async () => {
    const url = await onZalo();
    const [mine = ''] = tokensIn(await says('Minh', '/dulieu'));
    const [other = ''] = tokensIn(await says('Lan', '/dulieu'));
    const [id = '', end = '', signature = ''] = mine.split('.');
    const [otherId = '', , otherSignature = ''] = other.split('.');
    const later = (Number.parseInt(end, 36) + DAY).toString(36);
    const forged = [
      `${otherId}.${end}.${signature}`,
      `${id}.${later}.${signature}`,
      `${id}.${end}.${otherSignature}`,
      `${id}.${end}.${signature.slice(0, -1)}${signature.endsWith('A') ? 'B' : 'A'}`,
      `${id}.${end}.${'A'.repeat(43)}`,
      `${id}.${end}`,
      id,
      `${mine}.x`,
      '%00',
      "' or 1=1 --",
    ];
    for (const token of forged) {
      const answer = await fetch(`${url}/f/${encodeURIComponent(token)}`);
      expect([token, answer.status]).toEqual([token, 404]);
      expect(await answer.text()).toContain('Đường dẫn không đúng');
    }
    expect((await fetch(`${url}/f/`)).status).toBe(404);
  });

  it('opens nothing any more once its owner has withdrawn, or has given the chat up', async () => {
    const url = await onZalo();
    const [minh = ''] = tokensIn(await says('Minh', '/dulieu'));
    const [lan = ''] = tokensIn(await says('Lan', '/dulieu'));
    await says('Minh', '/rutdongy', '1');
    expect((await fetch(`${url}/f/${minh}`)).status).toBe(410);
    await stage.db.transact(({ tx, t }) => tx.update(t.addresses).set({ personId: null }));
    expect((await fetch(`${url}/f/${lan}`)).status).toBe(410);
  });

  it('leads to a picture that is shown as what it is', async () => {
    const url = await onZalo('sqlite', { questionnaire: 'photos' });
    await says('Minh', '/soi', 'Tôi phụ trách thanh niên.', '(photo)', 'xong', '(photo)', 'bỏ qua');
    const said = await says('Minh', '/xemlai');
    expect(said).toContain('Số ảnh kèm theo bản này: 2.\n\nCâu 2, ảnh 1: https://');
    expect(said).toContain('\nCâu 3, ảnh 1: https://');
    expect(said).not.toContain('Ảnh 1/');
    const tokens = tokensIn(said);
    expect(tokens).toHaveLength(2);
    const answer = await fetch(`${url}/f/${tokens[0]}`);
    expect(answer.headers.get('content-type')).toBe('image/png');
    expect(answer.headers.get('content-disposition')).toBe("inline; filename*=UTF-8''cau-2-anh-1.png");
    expect(new Uint8Array(await answer.arrayBuffer())).toEqual(PICTURE);
  });

  it('leads to a document that is only saved, whatever brought it', async () => {
    const url = await onZalo('sqlite', { questionnaire: 'documents' });
    await says('Minh', '/soi', 'Tôi phụ trách thanh niên.', '(photo)', 'xong', 'bỏ qua', 'bỏ qua');
    // As if it had been sent on the page: none comes in on Zalo.
    const bytes = stage.app.shell.seal.sealBytes(new Uint8Array(PDF));
    await stage.db.transact(({ tx, t }) => tx.update(t.photos).set({ type: 'application/pdf', bytes }));
    const said = await says('Minh', '/xemlai');
    expect(said).toContain('Số tệp kèm theo bản này: 1.\n\nCâu 2, tệp 1: https://');
    const [token = ''] = tokensIn(said);
    for (const method of ['GET', 'HEAD']) {
      const answer = await fetch(`${url}/f/${token}`, { method });
      expect(Object.fromEntries(answer.headers)).toMatchObject({
        'content-type': 'application/pdf',
        'content-disposition': "attachment; filename*=UTF-8''cau-2-tep-1.pdf",
        'content-security-policy': "default-src 'none'; sandbox; frame-ancestors 'none'",
        'x-content-type-options': 'nosniff',
      });
      expect(Buffer.from(await answer.arrayBuffer())).toEqual(method === 'GET' ? PDF : Buffer.alloc(0));
    }
  });

  it('that was forged asks nothing of the database, and too many of any kind are told to wait', async () => {
    const url = await onZalo();
    const [token = ''] = tokensIn(await says('Minh', '/dulieu'));
    const opened = async (text: string) => (await fetch(`${url}/f/${text}`)).status;
    expect(await opened(token)).toBe(200);
    expect(asked).toBeGreaterThan(0);
    asked = 0;
    const forged = `${token.slice(0, -43)}${'A'.repeat(43)}`;
    for (let tries = 0; tries < 29; tries += 1) expect(await opened(forged)).toBe(404);
    expect(await opened(forged)).toBe(429);
    const waits = await fetch(`${url}/f/${token}`);
    expect([waits.status, await waits.text()]).toEqual([429, expect.stringContaining('<p>Đề nghị chờ</p>')]);
    expect(Number(waits.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(asked).toBe(0);
  });

  it('says when to come back while the database cannot be asked, and nothing of why', async () => {
    const url = await onZalo();
    broken = true;
    const answer = await fetch(`${url}/f/${'a'.repeat(60)}`);
    expect(answer.status).toBe(503);
    expect(answer.headers.get('content-type')).toContain('text/html');
    const page = await answer.text();
    expect(page).toContain('Mở lại sau');
    expect(page).not.toContain('no database');
  });

  it('is not made where nobody could open it: the message says so', async () => {
    await onZalo('sqlite', { handouts: false });
    const said = await says('Minh', '/dulieu');
    expect(tokensIn(said)).toEqual([]);
    expect(said).toContain('Tệp chưa gửi được ở đây');
    expect(await stage.db.read(async ({ tx, t }) => tx.select().from(t.handouts))).toEqual([]);
  });
});

describe.each(['sqlite', 'pglite'] as const)("a picture of somebody else's text, on %s", (kind) => {
  const openings = () => stage.facts.filter(({ type }) => type === 'submission.read').length;

  it('opens for the secretary as long as they are one, and the author sees each opening', async () => {
    const url = await onZalo(kind, { questionnaire: 'photos' });
    await says('Minh', '/soi', 'Tôi phụ trách.', '(photo)', 'xong', '(photo)', 'bỏ qua', 'nộp');
    const [picture = '', second = ''] = tokensIn(await says('Lan', '/bai', '1'));
    expect(openings()).toBe(1);
    const opened = async (token: string, method = 'GET') => (await fetch(`${url}/f/${token}`, { method })).status;
    expect(await opened(picture, 'HEAD')).toBe(200);
    expect(openings()).toBe(1);
    expect([await opened(picture), await opened(second)]).toEqual([200, 200]);
    expect(openings()).toBe(3);
    stage.wait();
    expect(await opened(picture)).toBe(200);
    // Text and pictures within one minute are one line, a later opening is another.
    expect((await says('Minh', '/aidaxem')).match(/Nguyễn Thị Lan, lúc/g)).toHaveLength(2);

    const [lan = ''] = [stage.people.get('Lan')];
    await stage.db.transact(({ tx, t }) =>
      tx
        .update(t.roles)
        .set({ validTo: '2022-03-20' as LocalDate })
        .where(and(eq(t.roles.personId, lan as PersonId), eq(t.roles.role, 'secretary'))),
    );
    expect([await opened(picture), await opened(second, 'HEAD')]).toEqual([410, 410]);
    expect(openings()).toBe(4);
    const [own = ''] = tokensIn(await says('Minh', '/xemlai'));
    expect(await opened(own)).toBe(200);
    expect(openings()).toBe(4);
  });
});
