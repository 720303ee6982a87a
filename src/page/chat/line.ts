/** The line of a chat: where its sends go, and where its entries come from. A page with several chats feeds them from one stream. */
import type { Entry, Hello } from '../../channels/web/protocol.ts';
import type { Link } from './state.ts';
import { openStream } from './stream.ts';

export type Heard =
  | { readonly kind: 'hello'; readonly hello: Hello }
  | { readonly kind: 'entry'; readonly entry: Entry }
  | { readonly kind: 'link'; readonly link: Link };

/** `open` comes before the hello of a stream that has (again) been opened. */
export interface Line {
  /** `/chat`, or a phone's of the demonstration: `send`, `files`, `received` and `earlier` are below it. */
  readonly base: string;
  /** Listens until the returned function is called. `after`: the number of the last entry that is known by then. */
  listen(hear: (heard: Heard) => void, after: () => number): () => void;
}

/** A chat with a stream of its own. */
export function chatLine(base: string): Line {
  return {
    base,
    listen: (hear, after) =>
      openStream({
        // Without a number the stream begins with the last page of entries.
        address: () => (after() === 0 ? `${base}/stream` : `${base}/stream?after=${after()}`),
        probe: `${base}/earlier?before=1`,
        events: {
          // Written by our own server, which the types of the wire are shared with.
          hello: (data) => hear({ kind: 'hello', hello: JSON.parse(data) as Hello }),
          entry: (data) => hear({ kind: 'entry', entry: JSON.parse(data) as Entry }),
        },
        link: (link) => hear({ kind: 'link', link }),
      }),
  };
}
