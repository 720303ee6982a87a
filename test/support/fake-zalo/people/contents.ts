import type { Payload } from '../types.ts';

/** What people can send, as the platform tells it: the name of the event and the fields of its message. */

export interface Content {
  readonly event_name: string;
  readonly fields: Payload;
}

/** Measured. */
export const textContent = (text: string): Content => ({ event_name: 'message.text.received', fields: { text } });

/** Measured with `photo_url`; the documentation calls the field `photo`. */
export function imageContent(
  url: string,
  { caption, legacy }: { caption?: string | undefined; legacy: boolean },
): Content {
  const words = caption === undefined ? {} : { caption };
  const fields = legacy ? { photo: url, ...words } : { photo_url: url, ...words, message_type: 'CHAT_PHOTO' };
  return { event_name: 'message.image.received', fields };
}

/** From a client's fixtures. */
export function stickerContent(sticker: string): Content {
  const url = `https://zalo-api.zadn.vn/api/emoticon/oasticker?eid=${sticker}&size=130`;
  return { event_name: 'message.sticker.received', fields: { sticker, url } };
}

/** Measured. */
export function voiceContent(url: string): Content {
  return { event_name: 'message.voice.received', fields: { voice_url: url, message_type: 'CHAT_VOICE' } };
}

/** Files, contact cards, videos, links, and whatever a protected person sends. */
export const unsupportedContent = (): Content => ({ event_name: 'message.unsupported.received', fields: {} });
