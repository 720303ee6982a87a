/** Many pages at once, as far as the server can tell: each with its cookie, its stream, and what it sends. */
import { Agent, type ClientRequest, type IncomingMessage, request } from 'node:http';
import type { Entry } from '../../../src/channels/web/protocol.ts';
import type { Signed } from '../pages-bot.ts';
import { manyAnswers } from './many-questions.ts';

interface Page {
  readonly cookie: string;
  stream: ClientRequest | undefined;
  /** The number of the last entry. */
  last: number;
  /** Since when an answer is waited for. */
  asked: number | undefined;
  said: number;
}

const OPEN_AT_ONCE = 50;
const LAST_ANSWER_MS = 30_000;

export class PageCrowd {
  readonly #url: URL;
  readonly #origin: string;
  readonly #pages: readonly Page[];
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 64 });
  readonly #answered: number[] = [];
  #refused = 0;
  #lost = 0;
  #heard: () => void = () => {};

  constructor({ url, origin, cookies }: Signed) {
    this.#url = new URL(url);
    this.#origin = origin;
    this.#pages = cookies.map((cookie) => ({ cookie, stream: undefined, last: 0, asked: undefined, said: 0 }));
  }

  /** Resolves when every page has been greeted. */
  async open(): Promise<void> {
    for (let from = 0; from < this.#pages.length; from += OPEN_AT_ONCE)
      await Promise.all(this.#pages.slice(from, from + OPEN_AT_ONCE).map((page) => this.#follow(page)));
  }

  /** `messages` of them, `rate` a second, each page in its turn; resolves when all are answered or nothing comes any more. */
  async talk({ rate, messages }: { readonly rate: number; readonly messages: number }): Promise<void> {
    const began = performance.now();
    for (let n = 0; n < messages; n += 1) {
      const due = began + (n * 1000) / rate;
      const wait = due - performance.now();
      if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
      const page = this.#pages[n % this.#pages.length];
      if (page !== undefined) void this.#say(page);
    }
    const over = new Promise<void>((resolve) => {
      this.#heard = () => {
        if (this.#answered.length + this.#refused >= messages) resolve();
      };
      this.#heard();
    });
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, LAST_ANSWER_MS);
    });
    await Promise.race([over, late]);
    clearTimeout(timer);
  }

  result(): { readonly answered: readonly number[]; readonly refused: number; readonly lost: number } {
    return { answered: this.#answered, refused: this.#refused, lost: this.#lost };
  }

  close(): void {
    for (const { stream } of this.#pages) stream?.destroy();
    this.#agent.destroy();
  }

  #follow(page: Page): Promise<void> {
    return new Promise((resolve, reject) => {
      const headers = { cookie: page.cookie, accept: 'text/event-stream' };
      page.stream = request(new URL('/chat/stream', this.#url), { headers, agent: false }, (response) => {
        if (response.statusCode !== 200) {
          reject(new Error(`a stream was refused with ${response.statusCode}`));
          return;
        }
        read(response, (event, data) => {
          if (event === 'hello') resolve();
          if (event === 'entry') this.#entry(page, data as Entry);
        });
      });
      // Destroyed at the end.
      page.stream.on('error', reject);
      page.stream.end();
    });
  }

  #entry(page: Page, entry: Entry): void {
    if (entry.n !== page.last + 1) this.#lost += 1;
    page.last = entry.n;
    if (entry.kind !== 'said' || page.asked === undefined) return;
    this.#answered.push(performance.now() - page.asked);
    page.asked = undefined;
    this.#heard();
  }

  async #say(page: Page): Promise<void> {
    const text = page.said === 0 ? '/soi' : (manyAnswers[page.said % manyAnswers.length] ?? 'đã làm');
    page.said += 1;
    page.asked = performance.now();
    const key = `k${page.said}-${page.cookie.slice(-12).replaceAll(/[^A-Za-z0-9]/g, '')}00`;
    const status = await this.#post(page, JSON.stringify({ key, input: { kind: 'text', text } }));
    if (status === 204) return;
    this.#refused += 1;
    page.asked = undefined;
    this.#heard();
  }

  #post(page: Page, body: string): Promise<number> {
    const headers = {
      cookie: page.cookie,
      'content-type': 'application/json',
      origin: this.#origin,
      'sec-fetch-site': 'same-origin',
    };
    return new Promise((resolve) => {
      const sending = request(
        new URL('/chat/send', this.#url),
        { method: 'POST', headers, agent: this.#agent },
        (response) => {
          response.resume();
          response.on('end', () => resolve(response.statusCode ?? 0));
        },
      );
      sending.on('error', () => resolve(0));
      sending.end(body);
    });
  }
}

/** Server-sent events: https://html.spec.whatwg.org/multipage/server-sent-events.html */
function read(response: IncomingMessage, heard: (event: string, data: unknown) => void): void {
  let rest = '';
  response.setEncoding('utf8');
  response.on('data', (chunk: string) => {
    const blocks = `${rest}${chunk}`.split('\n\n');
    rest = blocks.pop() ?? '';
    for (const block of blocks) {
      const field = (name: string): string | undefined =>
        block
          .split('\n')
          .find((line) => line.startsWith(`${name}:`))
          ?.slice(name.length + 1)
          .trim();
      const data = field('data');
      if (data !== undefined) heard(field('event') ?? 'message', JSON.parse(data));
    }
  });
  response.on('error', () => undefined);
}
