/** The web chat as the demonstration has it: everybody's phone stands on one page, so nobody comes in by a link. */
import type { Channel } from '../../channel.ts';
import type { KeptEntry, WebBooks } from '../books.ts';
import type { WebChannel } from '../channel.ts';
import type { Streams } from '../streams.ts';

export function demonstrationChannel(web: WebChannel): Channel {
  return {
    name: web.name,
    exclusive: web.exclusive,
    capabilities: { ...web.capabilities, deepLink: false },
    render: (message) => web.render(message),
    // biome-ignore lint/complexity/useMaxParams: as the contract of channels has it
    renderAnswered: (messageId, promptId, key, label) => web.renderAnswered(messageId, promptId, key, label),
    start: (onEvents) => web.start(onEvents),
    send: (platformId, call, row) => web.send(platformId, call, row),
    download: (platformId, file) => web.download(platformId, file),
    acknowledge: (handle) => web.acknowledge(handle),
    publishMenu: (language, entries, platformId) => web.publishMenu(language, entries, platformId),
    check: async () => "web: the demonstration's page",
    joinLink: () => undefined,
    stop: () => web.stop(),
  };
}

/**
 * The same books, with `streams` told of everything: those stay open while the channel is closed and opened again. Whatever is
 * said counts as received at once: nobody opens seven hundred phones, and days pass here faster than a page can say what it has.
 */
export function watchedBooks(books: WebBooks, streams: Streams): WebBooks {
  return {
    ...books,
    append: async (entry) => {
      const appended = await books.append({ ...entry, awaited: false });
      const { n, at, fresh } = appended;
      if (fresh) streams.pushed(entry.chat, { n, at, body: entry.body } satisfies KeptEntry);
      return appended;
    },
    keepMenu: async (chat, locale, menu) => {
      await books.keepMenu(chat, locale, menu);
      streams.greet(chat);
    },
  };
}
