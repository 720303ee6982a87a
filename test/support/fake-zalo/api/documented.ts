import type { Payload } from '../types.ts';

/** What the documentation lists, and nothing else: every method with every parameter it may be given. */
export const METHODS: Readonly<Record<string, readonly string[]>> = {
  getMe: [],
  getUpdates: ['timeout'],
  setWebhook: ['url', 'secret_token'],
  getWebhookInfo: [],
  deleteWebhook: [],
  testWebhook: [],
  sendMessage: ['chat_id', 'text', 'parse_mode', 'text_styles'],
  sendPhoto: ['chat_id', 'photo', 'caption'],
  sendSticker: ['chat_id', 'sticker'],
  sendVoice: ['chat_id', 'voice_url'],
  sendChatAction: ['chat_id', 'action'],
};

export const isDocumented = (method: string): boolean => Object.hasOwn(METHODS, method);

export function undocumentedFields(method: string, payload: Payload): string[] {
  const allowed = METHODS[method] ?? [];
  return Object.keys(payload).filter((field) => !allowed.includes(field));
}

const STYLE = /^(?:[bius]|f_(?:13|15|18|20)|c_(?:050a19|15a85f|f7b503|f27806|db342e)|lst_[12]|ind_[1-5])$/;

/** What is wrong with `text_styles`, a list of `{start, len, st}` in UTF-16 units. */
export function styleFault(styles: unknown, text: string): string | undefined {
  if (!Array.isArray(styles)) return 'text_styles is not a list';
  for (const style of styles as readonly unknown[]) {
    const { start, len, st } = (style ?? {}) as { start?: unknown; len?: unknown; st?: unknown };
    if (typeof start !== 'number' || typeof len !== 'number' || start < 0 || len < 1 || start + len > text.length)
      return 'a style lies outside of the text';
    if (!Array.isArray(st) || !st.every((code) => typeof code === 'string' && STYLE.test(code)))
      return 'a style has an unknown code';
  }
  return undefined;
}
