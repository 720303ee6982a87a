/** The demonstration's routes: what they take, from whom, and what they tell. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { demonstrationRoutes } from '../../../../src/channels/web/demonstration/routes.ts';
import { publish } from '../../../../src/features/questionnaires/store.ts';
import { createHttpApp } from '../../../../src/http/server.ts';
import { silentLog } from '../../../../src/lib/log.ts';
import { openStage, type Staged } from '../../../support/demo-stage.ts';
import { PDF } from '../../../support/documents.ts';
import { questionnaireNamed } from '../../../support/stage/stage.ts';

const HERE = 'http://127.0.0.1:3000';

describe('the routes of the demonstration', () => {
  let staged: Staged;
  let app: ReturnType<typeof demonstrationRoutes>;
  beforeAll(async () => {
    staged = await openStage('sqlite');
    app = demonstrationRoutes({ ...staged, log: silentLog });
  });
  afterAll(() => staged.close());

  const post = (path: string, body: unknown, headers: Readonly<Record<string, string>> = {}) =>
    app.request(`${HERE}${path}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Origin: HERE, ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
  const say = (key: string, text: string) => ({ key, input: { kind: 'text', text } });

  it('answers to this machine alone, by whatever name another one is reached', async () => {
    for (const host of ['evil.example', '192.168.1.7:3000', '127.0.0.1.evil.example', '0.0.0.0:3000']) {
      for (const path of ['/', '/demo/people', '/demo/stream?phones=CB06-11'])
        expect((await app.request(`http://${host}${path}`)).status, `${host}${path}`).toBe(403);
    }
    for (const host of ['127.0.0.1:3000', 'localhost:3000', '[::1]:3000'])
      expect((await app.request(`http://${host}/demo/people`)).status, host).toBe(200);
  });

  it('shows whoever mistyped an address the way back, and tells programs in JSON', async () => {
    const server = createHttpApp({ routes: [app], health: async () => true, log: silentLog });
    const at = (path: string, accept: string) => server.request(`${HERE}${path}`, { headers: { Accept: accept } });
    for (const path of ['/trang-chu', '/demo', '/demo/nothing', '/chat']) {
      const page = await at(path, 'text/html,application/xhtml+xml;q=0.9,*/*;q=0.8');
      expect([page.status, page.headers.get('content-type')], path).toEqual([404, 'text/html; charset=UTF-8']);
      expect(await page.text()).toMatch(/Địa chỉ vừa mở chưa đúng[^<]*<\/p>\n<p><a class="button wide" href="\/">/);
    }
    for (const accept of ['application/json', '*/*']) {
      const answer = await at('/trang-chu', accept);
      expect([answer.status, await answer.json()]).toEqual([404, { error: 'not found' }]);
    }
  });

  it('takes nothing from the pages of others', async () => {
    for (const path of ['/demo/restart', '/demo/start-over', '/demo/clock', '/demo/phones/CB06-11/send']) {
      expect((await post(path, {}, { Origin: 'https://evil.example' })).status, path).toBe(403);
      expect((await post(path, {}, { Origin: HERE, 'Sec-Fetch-Site': 'cross-site' })).status, path).toBe(403);
    }
    expect((await app.request(`${HERE}/demo/restart`, { method: 'POST' })).status).toBe(403);
  });

  it('takes what is said once, however often it is sent', async () => {
    expect((await post('/demo/phones/CB06-11/send', say('aaaaaaaa1', '/soi'))).status).toBe(204);
    expect((await post('/demo/phones/CB06-11/send', say('aaaaaaaa1', '/soi'))).status).toBe(204);
    const answer = await app.request(`${HERE}/demo/phones/CB06-11/earlier?before=50`);
    const { entries } = (await answer.json()) as { entries: readonly { kind: string; text?: string }[] };
    expect(entries.filter((one) => one.kind === 'wrote')).toHaveLength(1);
  });

  it.each([
    ['/demo/phones/NOBODY/send', say('aaaaaaaa2', 'x'), 404],
    ['/demo/phones/CB06-11/send', say('short', 'x'), 400],
    ['/demo/phones/CB06-11/send', 'no json', 400],
    ['/demo/phones/CB06-11/send', say('aaaaaaaa3', 'x'.repeat(16_001)), 413],
    ['/demo/phones/CB06-11/send', say('aaaaaaaa4', 'x'.repeat(200_000)), 413],
    ['/demo/phones/CB06-11/received', { n: -1 }, 400],
    ['/demo/phones/CB06-11/received', { n: 1 }, 204],
    ['/demo/clock', { to: 7 }, 400],
    ['/demo/clock', { to: 'tomorrow' }, 409],
    ['/demo/clock', { to: '2022-03-01T08:00' }, 409],
  ] as const)('POST %s %j is answered with its status', async (path, body, status) => {
    expect((await post(path, body)).status).toBe(status);
  });

  it('finds people by a query, and has a limit for it', async () => {
    const found = await app.request(`${HERE}/demo/people?q=bi%20thu`);
    expect(((await found.json()) as { people: readonly unknown[] }).people).toHaveLength(17);
    expect((await app.request(`${HERE}/demo/people?q=${'x'.repeat(81)}`)).status).toBe(400);
  });

  it('keeps no picture that nothing asks for', async () => {
    const png = Buffer.from(
      'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
      'base64',
    );
    const body = new FormData();
    body.append('name', 'anh.png');
    body.append('file', new Blob([png]));
    const to = `${HERE}/demo/phones/CB06-07/files?key=aaaaaaaa5`;
    const sent = await app.request(to, { method: 'POST', headers: { Origin: HERE }, body });
    expect(sent.status).toBe(204);
    const earlier = await app.request(`${HERE}/demo/phones/CB06-07/earlier?before=50`);
    const { entries } = (await earlier.json()) as {
      entries: readonly { kept?: false; file?: { id: string; name: string } }[];
    };
    const entry = entries.find((one) => one.file !== undefined);
    expect(entry).toMatchObject({ kept: false, file: { name: 'anh.png' } });
    expect((await app.request(`${HERE}/demo/phones/CB06-07/files/${entry?.file?.id}`)).status).toBe(404);
  });

  it('takes a document where a question of one’s own asks for it', async () => {
    await staged.db().transact(async (c) => {
      const asked = await publish(c, questionnaireNamed('documents'), 1);
      await c.tx.update(c.t.campaigns).set({ questionnaire: asked });
    });
    const phone = '/demo/phones/CB06-36';
    const last = async (): Promise<string> => {
      const { entries } = (await (await app.request(`${HERE}${phone}/earlier?before=50`)).json()) as {
        entries: readonly { text?: string }[];
      };
      return entries.at(-1)?.text ?? '';
    };
    await post(`${phone}/send`, say('aaaaaaaa6', '/soi'));
    await post(`${phone}/send`, say('aaaaaaaa7', 'Tôi phụ trách thanh niên.'));
    await expect.poll(last).toMatch(/^Câu 2\/4/);
    const body = new FormData();
    body.append('name', 'giấy khen.pdf');
    body.append('file', new Blob([new Uint8Array(PDF)]));
    const to = `${HERE}${phone}/files?key=aaaaaaaa8`;
    expect((await app.request(to, { method: 'POST', headers: { Origin: HERE }, body })).status).toBe(204);
    await expect.poll(last).toContain('Đã lưu 1 tệp');
  });

  it.each([
    '',
    'NOBODY',
    'CB06-11,CB06-11',
    'CB06-11,CB06-07,CB06-08,CB06-09',
  ])('opens no stream for the phones "%s"', async (phones) => {
    expect((await app.request(`${HERE}/demo/stream?phones=${phones}`)).status).toBe(404);
  });

  it('tells all phones of a page in one stream, which goes on where it was', async () => {
    const first = await events(`${HERE}/demo/stream?phones=CB06-11,CB06-01`, ({ event }) => event === 'entry');
    expect(first.filter(({ event }) => event === 'hello').map(({ data }) => data['phone'])).toEqual([
      'CB06-11',
      'CB06-01',
    ]);
    expect(first.map(({ event }) => event)).toContain('clock');
    const [entry] = first.slice(-1);
    expect([entry?.id, entry?.data['phone']]).toEqual(['1.0', 'CB06-11']);
    const next = await events(`${HERE}/demo/stream?phones=CB06-11,CB06-01&after=1.0`, ({ event }) => event === 'entry');
    expect(next.at(-1)?.id).toBe('2.0');
  });

  it('tells everybody that it begins anew', async () => {
    const told = events(
      `${HERE}/demo/stream?phones=CB06-11`,
      ({ data }) => data['state'] === 'over',
      async () => {
        expect((await post('/demo/start-over', {})).status).toBe(204);
      },
    );
    expect((await told).map(({ data }) => data['state']).filter(Boolean)).toEqual(['open', 'restarting', 'over']);
  });

  interface Told {
    readonly event: string;
    readonly id: string | undefined;
    readonly data: Readonly<Record<string, unknown>>;
  }

  /** What a stream tells up to the first that is wanted; `begun` is called when it has begun. */
  async function events(
    url: string,
    wanted: (told: Told) => boolean,
    begun?: () => Promise<void>,
  ): Promise<readonly Told[]> {
    const response = await app.request(url);
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    if (reader === undefined) throw new Error('no stream');
    const all: Told[] = [];
    let text = '';
    let doing: Promise<void> | undefined;
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return all;
      text += value;
      const frames = text.split('\n\n');
      text = frames.pop() ?? '';
      for (const frame of frames) {
        const line = (name: string): string | undefined =>
          frame
            .split('\n')
            .find((one) => one.startsWith(`${name}: `))
            ?.slice(name.length + 2);
        const event = line('event');
        if (event === undefined) continue;
        const told = { event, id: line('id'), data: JSON.parse(line('data') ?? '{}') as Told['data'] };
        all.push(told);
        if (event === 'feed') doing ??= begun?.();
        if (!wanted(told)) continue;
        await doing;
        await reader.cancel();
        return all;
      }
    }
  }
});
