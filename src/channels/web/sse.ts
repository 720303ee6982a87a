/** Server-sent events: what a follower yields as the bytes of a stream (https://html.spec.whatwg.org/#server-sent-events). */
import { describeError } from '../../lib/describe-error.ts';
import type { Log } from '../../lib/log.ts';
import type { Follower, Item } from './follower.ts';

/** After so many milliseconds a page that lost its stream asks again. */
const RETRY_MS = 2_000;

export interface Frame {
  readonly event: string;
  /** JSON, so it is one line. */
  readonly data: unknown;
  readonly id?: string;
}

/** What to say of an item; undefined says nothing. */
export type Framed = (item: Exclude<Item, { kind: 'beat' | 'closed' | 'ended' }>) => Promise<Frame | undefined> | Frame;

/** The next item is asked for when the reader has taken the one before: a slow page holds up nothing but itself. */
export function streamOf(follower: Follower, framed: Framed, log: Log): Response {
  const encoder = new TextEncoder();
  let first = `retry: ${RETRY_MS}\n\n`;
  let gone = false;
  const body = new ReadableStream<Uint8Array>(
    {
      pull: async (controller) => {
        try {
          const text = await nextText(follower, framed);
          // The reader went away meanwhile, and its stream with it.
          if (gone) return;
          if (text === undefined) return controller.close();
          controller.enqueue(encoder.encode(first + text));
          first = '';
          if (text === ENDED) controller.close();
        } catch (error) {
          log.warn('web.stream-failed', { error: describeError(error) });
          follower.close();
          if (!gone) controller.close();
        }
      },
      cancel: () => {
        gone = true;
        follower.close();
      },
    },
    // Nothing is made in advance.
    { highWaterMark: 0 },
  );
  return new Response(body, {
    headers: {
      'Content-Type': 'text/event-stream; charset=utf-8',
      'Cache-Control': 'no-store',
      // nginx holds back what it proxies unless told otherwise.
      'X-Accel-Buffering': 'no',
    },
  });
}

const ENDED = 'event: ended\ndata: {}\n\n';

async function nextText(follower: Follower, framed: Framed): Promise<string | undefined> {
  for (;;) {
    const item = await follower.next();
    if (item.kind === 'closed') return undefined;
    if (item.kind === 'ended') return ENDED;
    if (item.kind === 'beat') return ':\n\n';
    const frame = await framed(item);
    if (frame !== undefined) return textOf(frame);
  }
}

function textOf({ event, data, id }: Frame): string {
  return `${id === undefined ? '' : `id: ${id}\n`}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}
