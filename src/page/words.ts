/** The words of the page: they come with it, in the reader's language. */
import type { SiteData } from '../channels/web/protocol.ts';
import type { MessageKey } from '../engine/message-keys.ts';

export type PageKey = Extract<MessageKey, `page.${string}` | `demo.${string}`>;

const EMPTY: SiteData = { locale: 'vi', zone: 'Asia/Ho_Chi_Minh', words: {} };

function read(): SiteData {
  const text = document.getElementById('site')?.textContent;
  // Written by the server that sent this page.
  return typeof text === 'string' && text !== '' ? (JSON.parse(text) as SiteData) : EMPTY;
}

/** What the server put into this page. */
export const site: SiteData = read();

/** A message with its `{placeholders}` filled in. */
export function t(key: PageKey, params: Readonly<Record<string, string | number>> = {}): string {
  return (site.words[key] ?? key).replace(/\{(\w+)\}/g, (whole, name: string) => String(params[name] ?? whole));
}
