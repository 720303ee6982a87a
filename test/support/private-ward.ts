/** A ward with private writing: Telegram's double for the messenger, the real page beside it, and ways to look everywhere. */
import { Hono } from 'hono';
import { expect } from 'vitest';
import { type WebChannel, webChannel } from '../../src/channels/web/channel.ts';
import type { Entry } from '../../src/channels/web/protocol.ts';
import { loadContent } from '../../src/content/load.ts';
import { wordsUnder } from '../../src/content/words-under.ts';
import { type HttpServer, startHttp } from '../../src/http/server.ts';
import { silentLog } from '../../src/lib/log.ts';
import { plainSeal } from '../../src/lib/seal.ts';
import { webBooks } from '../../src/runtime/web/books.ts';
import { Browser, PUBLIC } from '../channels/web/rig.ts';
import { openTown, type Town } from '../faults/support/town.ts';
import type { Kind } from './databases.ts';
import type { Person } from './fake-telegram/people/person.ts';
import { ZONE } from './stage/stage.ts';

export interface Ward extends Town {
  readonly web: WebChannel;
  readonly server: HttpServer;
}

export async function openWard(kind: Kind): Promise<Ward> {
  const loaded = await loadContent();
  if (!loaded.ok) throw new Error(loaded.problems.join('\n'));
  const { vi, en } = loaded.content.catalogues;
  const words = { vi: wordsUnder(vi, ['page']), en: wordsUnder(en, ['page']) };
  const assets = { url: (name: string) => `/assets/${name}`, routes: new Hono() };
  let web: WebChannel | undefined;
  const town = await openTown({
    kind,
    privateText: { publicUrl: PUBLIC },
    beside: ({ db, env, log }) => {
      const books = webBooks({ db, env, seal: plainSeal, zone: ZONE, locale: 'vi' });
      const site = { assets, words, locale: 'vi' as const, zone: ZONE };
      web = webChannel({ books, env, log, site, locale: 'vi', publicUrl: PUBLIC });
      return web;
    },
  });
  if (web === undefined) throw new Error('there is no page');
  const health = async (): Promise<boolean> => true;
  const where = { host: '127.0.0.1', port: 0, health, log: silentLog, graceMs: 100 };
  const server = await startHttp({ ...where, routes: [web.routes] });
  await town.app.start();
  return { ...town, web, server };
}

/** Where the newest button to the page leads. */
export function linkOf(person: Person): string {
  const rows = person.latest?.reply_markup?.inline_keyboard ?? [];
  const link = rows.flat().find((button) => button.text === 'Viết tại đây') as { url?: string } | undefined;
  expect(link?.url).toMatch(new RegExp(`^${PUBLIC}/w/[A-Za-z0-9_-]{43}$`));
  return link?.url ?? '';
}

export const tokenOf = (link: string): string => link.split('/').at(-1) ?? '';

/** The tables in which a text is found. */
export async function tablesWith(town: Town, text: string): Promise<readonly string[]> {
  return town.db.read(async ({ tx, t }) => {
    const found: string[] = [];
    for (const [name, table] of Object.entries(t)) {
      if (JSON.stringify(await tx.select().from(table)).includes(text)) found.push(name);
    }
    return found;
  });
}

export const callsWith = (town: Town, text: string): readonly string[] =>
  town.fake.calls
    .filter((call) => JSON.stringify([call.payload, call.files]).includes(text))
    .map((call) => call.method);

export const deleted = (town: Town, messageId: number): boolean =>
  town.fake.calls.some((call) => call.method === 'deleteMessage' && call.payload['message_id'] === messageId);

/** Minh, at the first question. */
export async function begun(town: Town): Promise<Person> {
  const minh = town.phone('Minh');
  minh.say('/soi');
  await minh.waitFor(/^Câu 1\//);
  await quiet(town);
  return minh;
}

export async function quiet(town: Town): Promise<void> {
  await town.fake.settled();
  await town.app.settle();
}

export const said = (entries: readonly Entry[]): string =>
  entries.map((one) => ('text' in one ? one.text : '')).join('\n');

/** Opens a link in a new browser, with all that the chat says there so far. */
export async function opened(town: Ward, link: string): Promise<Browser> {
  const browser = new Browser(town.server.url, PUBLIC);
  expect((await browser.request(`/w/${tokenOf(link)}`)).status).toBe(200);
  const answer = await browser.form('/w', { token: tokenOf(link) });
  expect([answer.status, answer.headers.get('location')]).toEqual([303, '/chat']);
  await quiet(town);
  return browser;
}

/** Everything in the chat; the page asks for fifty entries at a time. */
export async function entries(browser: Browser): Promise<readonly Entry[]> {
  const all: Entry[] = [];
  for (const before of [51, 101]) {
    const answer = await (await browser.request(`/chat/earlier?before=${before}`)).json();
    all.push(...(answer as { entries: Entry[] }).entries);
  }
  return all;
}

export async function tap(town: Ward, browser: Browser, label: string): Promise<void> {
  const choices = (await entries(browser)).flatMap((one) =>
    one.kind === 'said'
      ? (one.prompt?.choices ?? []).map((choice) => ({ ...choice, prompt: one.prompt?.id ?? '' }))
      : [],
  );
  const found = choices.findLast((choice) => choice.label === label);
  if (found === undefined) throw new Error(`no button ${label}`);
  expect((await browser.send({ kind: 'choice', prompt: found.prompt, choice: found.key })).status).toBe(204);
  await quiet(town);
}
