/** What a messenger's own servers see of what passes through them: told before anybody agrees, and where a chat is linked. Pure. */
import type { MessageKey } from '../../engine/message-keys.ts';
import { type Words, words } from '../../engine/say.ts';

interface Told {
  readonly short: MessageKey;
  readonly full: MessageKey;
}

/** By channel; what is written passes there, or, with private writing, on the page only. */
const TOLD: Readonly<Record<string, { readonly open: Told; readonly masked: Told }>> = {
  telegram: {
    open: { short: 'people.consent.abroad', full: 'people.consent.full-abroad' },
    masked: { short: 'people.consent.abroad-masked', full: 'people.consent.full-abroad-masked' },
  },
  zalo: {
    open: { short: 'people.consent.zalo', full: 'people.consent.full-zalo' },
    masked: { short: 'people.consent.zalo-masked', full: 'people.consent.full-zalo-masked' },
  },
};

/** Nothing where there are no servers of others. */
export function carried(
  { channel, masked }: { readonly channel: string; readonly masked?: boolean },
  length: keyof Told,
): readonly Words[] {
  const told = Object.hasOwn(TOLD, channel) ? TOLD[channel] : undefined;
  return told === undefined ? [] : [words(told[masked === true ? 'masked' : 'open'][length])];
}
