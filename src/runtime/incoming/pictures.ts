/** The picture of a photo, or a document: whether it is wanted, and its bytes, or why there are none. See docs/decisions/0014. */
import { and, eq } from 'drizzle-orm';
import type { Channel } from '../../channels/channel.ts';
import { typeOf } from '../../channels/file-type.ts';
import type { Connection } from '../../db/database.ts';
import type { InboundEvent, Input, Picture } from '../../engine/input.ts';
import type { PersonId } from '../../lib/ids.ts';
import { isMasked, type Shell } from '../shell.ts';
import { loadConversation } from './conversations.ts';

type PhotoEvent = InboundEvent & { readonly input: Extract<Input, { readonly kind: 'photo' | 'document' }> };

/** May it bring a picture? Then it waits in line: whether one is wanted is known only after all that came before it. */
export function mayBringPicture(shell: Shell, event: InboundEvent): boolean {
  if (!isPhoto(event) || event.group || isMasked(shell, event.channel)) return false;
  return channelOf(shell, event)?.download !== undefined;
}

/** Does an open question wait for the picture of this event? What nobody asked for is not fetched at all. */
export async function isPictureAwaited(shell: Shell, event: InboundEvent): Promise<boolean> {
  if (!mayBringPicture(shell, event)) return false;
  return shell.db.read(async (c) => {
    const personId = await personAt(c, event);
    const active = personId === undefined ? undefined : (await loadConversation(c, personId)).active;
    return active?.takesPhoto === true && (event.input.kind === 'photo' || active.takesDocuments === true);
  });
}

/** The same event with its picture. Rejects where a channel is being stopped. */
export async function withPicture(shell: Shell, event: InboundEvent): Promise<InboundEvent> {
  if (!isPhoto(event)) return event;
  return { ...event, input: { ...event.input, picture: await pictureOf(shell, event) } };
}

/** An event as it may be kept: a picture has a place of its own. */
export function withoutPicture(event: InboundEvent): InboundEvent {
  if (!isPhoto(event)) return event;
  const { picture: _, ...input } = event.input;
  return { ...event, input };
}

const isPhoto = (event: InboundEvent): event is PhotoEvent =>
  event.input.kind === 'photo' || event.input.kind === 'document';

async function personAt(c: Connection, { channel, platformId }: InboundEvent): Promise<PersonId | undefined> {
  const { addresses } = c.t;
  const [row] = await c.tx
    .select({ personId: addresses.personId })
    .from(addresses)
    .where(and(eq(addresses.channel, channel), eq(addresses.platformId, platformId)));
  return row?.personId ?? undefined;
}

const channelOf = (shell: Shell, { channel }: InboundEvent): Channel | undefined => shell.channels.get(channel);

async function pictureOf(shell: Shell, event: PhotoEvent): Promise<Picture> {
  const { input, platformId, channel } = event;
  const had = await channelOf(shell, event)?.download?.(platformId, input.file);
  if (had === undefined || !had.ok) {
    shell.log.warn('photo.not-had', { channel, why: had?.detail ?? 'no download' });
    return { ok: false, why: had?.why ?? 'not-had' };
  }
  const type = await typeOf(had.bytes);
  if (type === undefined) return { ok: false, why: 'wrong-type' };
  return { ok: true, id: shell.env.newId(), type, bytes: had.bytes };
}
