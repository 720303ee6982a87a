/**
 * Pictures are fetched between two transactions: nothing that talks to a network runs inside one. The event is kept first, so
 * that a process that dies meanwhile has lost nothing even where the platform does not tell it again; then the picture is
 * fetched, and only then is the event handled, with the picture or with why there is none. See docs/decisions/0014.
 */
import { and, eq, lte } from 'drizzle-orm';
import { fileTypeFromBuffer } from 'file-type';
import type { Channel } from '../../channels/channel.ts';
import type { Connection } from '../../db/database.ts';
import type { InboundEvent, Input, Picture } from '../../engine/input.ts';
import type { Instant } from '../../lib/env.ts';
import type { PersonId } from '../../lib/ids.ts';
import { isMasked, type Shell } from '../shell.ts';
import { loadConversation } from './conversations.ts';

type PhotoEvent = InboundEvent & { readonly input: Extract<Input, { readonly kind: 'photo' }> };

/** What every browser and both messengers show. */
const TAKEN: ReadonlySet<string> = new Set(['image/jpeg', 'image/png', 'image/webp']);

/** The same events; photos that an open question waits for with their pictures. Rejects where a channel is being stopped. */
export async function withPictures(shell: Shell, events: readonly InboundEvent[]): Promise<readonly InboundEvent[]> {
  const photos = events.filter(isPhoto);
  if (photos.length === 0) return events;
  const awaited = await shell.db.read((c) => awaitedOf(shell, c, photos));
  if (awaited.length === 0) return events;
  const fresh = await shell.db.transact((c) => keepAll(c, awaited, shell.env.now()));
  const fetched = await Promise.all(fresh.map(async (event) => [event, await pictureOf(shell, event)] as const));
  const pictures = new Map<InboundEvent, Picture>(fetched);
  return events.map((event) => {
    const picture = pictures.get(event);
    return picture !== undefined && isPhoto(event) ? { ...event, input: { ...event.input, picture } } : event;
  });
}

/** One event with its picture, for who handles it again. */
export async function withPicture(shell: Shell, event: InboundEvent): Promise<InboundEvent> {
  if (!isPhoto(event)) return event;
  const awaited = await shell.db.read((c) => awaitedOf(shell, c, [event]));
  if (awaited.length === 0) return event;
  return { ...event, input: { ...event.input, picture: await pictureOf(shell, event) } };
}

/** Events that were kept for their pictures and came no further, because the process died or could not store them. */
export async function leftForPictures(c: Connection, before: Instant): Promise<readonly InboundEvent[]> {
  const { inbox } = c.t;
  const rows = await c.tx
    .select({ event: inbox.event })
    .from(inbox)
    .where(and(eq(inbox.state, 'new'), lte(inbox.receivedAt, before)))
    .orderBy(inbox.receivedAt)
    .limit(LEFT_AT_ONCE);
  // Written by `keepAll` below and by nothing else.
  return rows.map((row) => row.event as InboundEvent);
}

/** An event as it may be kept: a picture has a place of its own. */
export function withoutPicture(event: InboundEvent): InboundEvent {
  if (!isPhoto(event)) return event;
  const { picture: _, ...input } = event.input;
  return { ...event, input };
}

const LEFT_AT_ONCE = 20;

const isPhoto = (event: InboundEvent): event is PhotoEvent => event.input.kind === 'photo';

/** What nobody asked for is not fetched at all. */
async function awaitedOf(shell: Shell, c: Connection, photos: readonly PhotoEvent[]): Promise<readonly PhotoEvent[]> {
  const found: PhotoEvent[] = [];
  for (const event of photos) {
    if (event.group || isMasked(shell, event.channel) || channelOf(shell, event)?.download === undefined) continue;
    const personId = await personAt(c, event);
    const active = personId === undefined ? undefined : (await loadConversation(c, personId)).active;
    if (active?.takesPhoto === true) found.push(event);
  }
  return found;
}

async function personAt(c: Connection, { channel, platformId }: InboundEvent): Promise<PersonId | undefined> {
  const { addresses } = c.t;
  const [row] = await c.tx
    .select({ personId: addresses.personId })
    .from(addresses)
    .where(and(eq(addresses.channel, channel), eq(addresses.platformId, platformId)));
  return row?.personId ?? undefined;
}

/** Those that were not handled before. */
async function keepAll(c: Connection, events: readonly PhotoEvent[], now: Instant): Promise<readonly PhotoEvent[]> {
  const { inbox } = c.t;
  const fresh: PhotoEvent[] = [];
  for (const event of events) {
    const { channel, key, platformId } = event;
    await c.tx
      .insert(inbox)
      .values({ channel, key, platformId, receivedAt: now, state: 'new', event: withoutPicture(event) })
      .onConflictDoNothing();
    const [row] = await c.tx
      .select({ state: inbox.state })
      .from(inbox)
      .where(and(eq(inbox.channel, channel), eq(inbox.key, key)));
    if (row?.state === 'new') fresh.push(event);
  }
  return fresh;
}

const channelOf = (shell: Shell, { channel }: InboundEvent): Channel | undefined => shell.channels.get(channel);

async function pictureOf(shell: Shell, event: PhotoEvent): Promise<Picture> {
  const { input, platformId, channel } = event;
  const had = await channelOf(shell, event)?.download?.(platformId, input.file);
  if (had === undefined || !had.ok) {
    shell.log.warn('photo.not-had', { channel, why: had?.detail ?? 'no download' });
    return { ok: false, why: had?.why ?? 'not-had' };
  }
  const type = (await fileTypeFromBuffer(had.bytes))?.mime;
  if (type === undefined || !TAKEN.has(type)) return { ok: false, why: 'wrong-type' };
  return { ok: true, id: shell.env.newId(), type, bytes: had.bytes };
}
