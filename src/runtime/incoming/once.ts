/**
 * Each message is counted on some channels, and whoever likes can write there. What says nothing new (to strangers, to things
 * that cannot be read, to a chat that is locked) is said once an hour in a chat; a member's dialog and commands are always answered.
 */
import { eq } from 'drizzle-orm';
import type { MessageKey } from '../../engine/message-keys.ts';
import type { AddressId } from '../../lib/ids.ts';
import { HOUR } from '../../lib/time.ts';
import { meteredOf } from '../metering/readings.ts';
import type { Work } from '../shell.ts';
import { readAddress } from './people.ts';

const AGAIN_AFTER = 1 * HOUR;

/** Was this said there within the hour? If not, it is taken to be said now. Always false where nothing is counted. */
export async function saidLately(
  { shell, cx }: Work,
  where: { readonly id: AddressId; readonly channel: string },
  key: MessageKey,
): Promise<boolean> {
  if (meteredOf(shell, where.channel) === undefined) return false;
  const said = (await readAddress(cx.c, where.id))?.saidLately ?? {};
  const lately = Object.entries(said).filter(([, at]) => cx.now - at < AGAIN_AFTER);
  if (lately.some(([one]) => one === key)) return true;
  const { addresses } = cx.c.t;
  await cx.c.tx
    .update(addresses)
    .set({ saidLately: { ...Object.fromEntries(lately), [key]: cx.now } })
    .where(eq(addresses.id, where.id));
  return false;
}
