/**
 * Messages of which only arrives that they were written. One may be a file; where one follows another, it is taken to be
 * somebody of whom the platform never shows more (by law, it says, of some people), who cannot be answered in the usual way.
 */
import { eq } from 'drizzle-orm';
import type { InboundEvent } from '../../engine/input.ts';
import type { Cx } from '../../features/feature.ts';
import type { Shell } from '../shell.ts';
import type { AddressRow } from './people.ts';

/** 'way': the one time at which the other ways are told; 'silence': they have been told, and each message costs. */
export type Hidden = 'no' | 'way' | 'silence';

const WAY_AT = 2;

interface Where {
  readonly event: InboundEvent;
  readonly address: AddressRow;
}

export async function hiddenIn(shell: Shell, { c }: Cx, { event, address }: Where): Promise<Hidden> {
  if (shell.channels.get(event.channel)?.capabilities.hidesSome !== true || event.group) return 'no';
  const { input } = event;
  const unread = input.kind === 'unsupported' && input.what === 'other' ? address.unread + 1 : 0;
  if (unread !== address.unread)
    await c.tx.update(c.t.addresses).set({ unread }).where(eq(c.t.addresses.id, address.id));
  if (unread < WAY_AT) return 'no';
  return unread === WAY_AT ? 'way' : 'silence';
}
