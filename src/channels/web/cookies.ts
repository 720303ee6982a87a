/** What a browser keeps of its place: the place's id and a secret, signed. The books have only the secret's hash. */
import { createHash } from 'node:crypto';
import bowser from 'bowser';
import type { Context } from 'hono';
import { deleteCookie, getSignedCookie, setSignedCookie } from 'hono/cookie';
import type { Env } from '../../lib/env.ts';
import { once } from '../../lib/once.ts';
import type { Place, PlaceId, WebBooks } from './books.ts';

const NAME = 'tusoi';
const A_YEAR = 365 * 24 * 60 * 60;
const SECRET_BYTES = 32;
const SHAPE = /^([0-9a-f-]{36})\.([A-Za-z0-9_-]{43})$/;

export interface CookiesOptions {
  readonly books: Pick<WebBooks, 'openPlace' | 'place' | 'signingKey'>;
  readonly env: Pick<Env, 'random'>;
  /** The page is reached over TLS: then no other host and no plain connection can set or see the cookie (`__Host-`). */
  readonly secure: boolean;
}

export const hashOf = (secret: string): string => createHash('sha256').update(secret, 'utf8').digest('hex');

export class Cookies {
  readonly #options: CookiesOptions;
  readonly #signingKey: () => Promise<string>;

  constructor(options: CookiesOptions) {
    this.#options = options;
    this.#signingKey = once(() => options.books.signingKey());
  }

  /** The place of this browser; undefined for a cookie that is missing, forged, or of a place that has ended. */
  async place(c: Context): Promise<Place | undefined> {
    const [, id, secret] = SHAPE.exec((await this.#value(c)) ?? '') ?? [];
    if (id === undefined || secret === undefined) return undefined;
    // Signed by us, so it is the id of a place that was opened once.
    return this.#options.books.place(id as PlaceId, hashOf(secret));
  }

  /** Opens a place for this browser in `chat`. */
  async open(c: Context, chat: string): Promise<void> {
    const secret = Buffer.from(this.#options.env.random(SECRET_BYTES)).toString('base64url');
    const label = browserOf(c.req.header('user-agent'));
    const id = await this.#options.books.openPlace({ chat, secretHash: hashOf(secret), label });
    await this.#set(c, `${id}.${secret}`);
  }

  /** The year begins anew: whoever comes back now and then stays signed in. */
  async renew(c: Context): Promise<void> {
    const value = await this.#value(c);
    if (value !== undefined) await this.#set(c, value);
  }

  forget(c: Context): void {
    deleteCookie(c, NAME, this.#attributes);
  }

  async #value(c: Context): Promise<string | undefined> {
    const value = await getSignedCookie(c, await this.#signingKey(), NAME, this.#prefix);
    return typeof value === 'string' ? value : undefined;
  }

  async #set(c: Context, value: string): Promise<void> {
    await setSignedCookie(c, NAME, value, await this.#signingKey(), { ...this.#attributes, maxAge: A_YEAR });
  }

  get #attributes() {
    const prefix = this.#prefix;
    const { secure } = this.#options;
    return { path: '/', httpOnly: true, sameSite: 'Lax', secure, ...(prefix === undefined ? {} : { prefix }) } as const;
  }

  get #prefix(): 'host' | undefined {
    return this.#options.secure ? 'host' : undefined;
  }
}

const LONGEST_LABEL = 60;

/** 'Chrome · Android': enough to tell one's own browsers apart. */
function browserOf(agent: string | undefined): string {
  if (agent === undefined || agent === '') return '?';
  const { browser, os } = bowser.parse(agent.slice(0, 500));
  const known = [browser.name, os.name].filter((name) => name !== undefined && name !== '');
  return known.length === 0 ? '?' : known.join(' · ').slice(0, LONGEST_LABEL);
}
