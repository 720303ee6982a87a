/** The open pages: each has one stream, however many phones it shows, and is told of the clock and of what was sent to whom. */
import type { Context } from 'hono';
import { describeError } from '../../../lib/describe-error.ts';
import type { Log } from '../../../lib/log.ts';
import type { Follower, Item } from '../follower.ts';
import { refuse } from '../guard.ts';
import type { Entry } from '../protocol.ts';
import { type Frame, streamOf } from '../sse.ts';
import type { Streams } from '../streams.ts';
import type { ClockOnPage, EntryOfPhone, FeedOnPage, HelloOfPhone, StateOnPage } from './protocol.ts';
import type { DemoStage, StageEvent } from './stage.ts';

export interface WatchingOptions {
  readonly stage: DemoStage;
  readonly streams: Streams;
  readonly log: Log;
}

const MOST_PHONES = 3;

export class Watching {
  readonly #options: WatchingOptions;
  /** With one of the chats that it shows, by which it is found among those that are open. */
  readonly #pages = new Map<Follower, string>();
  #stop: (() => void) | undefined;

  constructor(options: WatchingOptions) {
    this.#options = options;
  }

  async open(c: Context): Promise<Response> {
    const { stage, streams, log } = this.#options;
    const phones = (c.req.query('phones') ?? '').split(',');
    const known = phones.length <= MOST_PHONES && new Set(phones).size === phones.length;
    for (const phone of phones) if (!known || !(await stage.knows(phone))) return refuse(c, 'not-found');
    const has = numbers(c.req.header('last-event-id') ?? c.req.query('after') ?? '', phones.length);
    for (const phone of phones) await stage.opened(phone);
    const chats = await stage.look(({ desk }) =>
      Promise.all(phones.map(async (chat, at) => ({ chat, after: await desk.begin(chat, has[at]) }))),
    );
    const follower = streams.follow({ chats });
    const [first] = phones;
    if (first !== undefined) this.#pages.set(follower, first);
    this.#stop ??= stage.listen((event) => this.#hear(event));
    follower.tell('state', { state: 'open' } satisfies StateOnPage);
    follower.tell('clock', stage.clock());
    await this.#tellFeed(follower);
    const from = new Map(chats.map(({ chat, after }) => [chat, after + 1]));
    return streamOf(follower, (item) => this.#frame(follower, item, from), log);
  }

  async #frame(
    follower: Follower,
    item: Exclude<Item, { kind: 'beat' | 'closed' | 'ended' }>,
    from: ReadonlyMap<string, number>,
  ): Promise<Frame> {
    if (item.kind === 'told') return { event: item.event, data: item.data };
    const phone = item.chat;
    if (item.kind === 'entry') {
      const data = { phone, entry: item.entry as Entry } satisfies EntryOfPhone;
      return { event: 'entry', id: follower.positions.join('.'), data };
    }
    const hello = await this.#options.stage.look(({ desk }) => desk.hello(phone, from.get(phone) ?? 1));
    return { event: 'hello', data: { ...hello, phone } satisfies HelloOfPhone };
  }

  #hear(event: StageEvent): void {
    for (const [page, chat] of this.#pages)
      if (!this.#options.streams.of(chat).includes(page)) this.#pages.delete(page);
    if (this.#pages.size === 0) {
      this.#stop?.();
      this.#stop = undefined;
    }
    for (const page of this.#pages.keys()) this.#tell(page, event);
  }

  #tell(page: Follower, event: StageEvent): void {
    if (event.kind === 'clock') page.tell('clock', event.clock satisfies ClockOnPage);
    else if (event.kind === 'feed') page.tell('feed', event.feed satisfies FeedOnPage);
    else page.tell('state', { state: event.state } satisfies StateOnPage);
    // What was being sent when the program closed has gone out since it opened.
    if (event.kind === 'state' && event.state === 'open') void this.#tellFeed(page);
  }

  async #tellFeed(page: Follower): Promise<void> {
    try {
      page.tell('feed', { lines: await this.#options.stage.feed(), whole: true } satisfies FeedOnPage);
    } catch (error) {
      this.#options.log.warn('demonstration.feed-not-read', { error: describeError(error) });
    }
  }
}

/** `3.17.0`: how far the page has got with each phone. */
function numbers(text: string, count: number): readonly (number | undefined)[] {
  const parts = text.split('.').map((part) => (/^\d{1,9}$/.test(part) ? Number(part) : undefined));
  return parts.length === count ? parts : [];
}
