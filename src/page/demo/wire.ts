/** The one stream of the page: what is said in all its phones, the clock, and what was sent to whom. Browsers allow six. */
import type {
  ClockOnPage,
  EntryOfPhone,
  FeedOnPage,
  HelloOfPhone,
  StateOnPage,
} from '../../channels/web/demonstration/protocol.ts';
import type { Heard, Line } from '../chat/line.ts';
import { openStream } from '../chat/stream.ts';

export interface WireEvents {
  clock(clock: ClockOnPage): void;
  feed(feed: FeedOnPage): void;
  state(state: StateOnPage['state']): void;
}

interface Listening {
  readonly hear: (heard: Heard) => void;
  readonly after: () => number;
}

export class Wire {
  readonly #events: WireEvents;
  readonly #listening = new Map<string, Listening>();
  #close: (() => void) | undefined;
  #timer: number | undefined;

  constructor(events: WireEvents) {
    this.#events = events;
  }

  /** The line of the phone of whoever has this code. */
  line(code: string): Line {
    return {
      base: `/demo/phones/${code}`,
      listen: (hear, after) => {
        const listening = { hear, after };
        this.#listening.set(code, listening);
        this.#reopen();
        return () => {
          if (this.#listening.get(code) === listening) this.#listening.delete(code);
          this.#reopen();
        };
      },
    };
  }

  /** All phones that change in one go make one new stream; each goes on where it was. */
  #reopen(): void {
    window.clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => {
      this.#close?.();
      this.#close = this.#listening.size === 0 ? undefined : this.#open();
    });
  }

  #open(): () => void {
    const to = (phone: string, heard: Heard): void => this.#listening.get(phone)?.hear(heard);
    return openStream({
      address: () => {
        const phones = [...this.#listening.keys()];
        const after = [...this.#listening.values()].map((one) => one.after());
        // None of it is known yet: the server begins with what was said last.
        const known = after.map((n) => (n === 0 ? '' : String(n)));
        return `/demo/stream?phones=${phones.join(',')}&after=${known.join('.')}`;
      },
      probe: '/demo/people?q=',
      // Written by our own server, which the types of the wire are shared with.
      events: {
        hello: (data) => {
          const { phone, ...hello } = JSON.parse(data) as HelloOfPhone;
          to(phone, { kind: 'hello', hello });
        },
        entry: (data) => {
          const { phone, entry } = JSON.parse(data) as EntryOfPhone;
          to(phone, { kind: 'entry', entry });
        },
        clock: (data) => this.#events.clock(JSON.parse(data) as ClockOnPage),
        feed: (data) => this.#events.feed(JSON.parse(data) as FeedOnPage),
        state: (data) => this.#events.state((JSON.parse(data) as StateOnPage).state),
      },
      link: (link) => {
        for (const { hear } of this.#listening.values()) hear({ kind: 'link', link });
      },
    });
  }
}
