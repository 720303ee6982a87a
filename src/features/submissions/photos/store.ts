/** Pictures and documents that are answers: kept sealed, each as long as some answer of its author names it. */
import { and, eq, inArray, notExists } from 'drizzle-orm';
import type { Connection } from '../../../db/database.ts';
import type { Instant } from '../../../lib/env.ts';
import type { PersonId, PhotoId } from '../../../lib/ids.ts';
import type { Seal } from '../../../lib/seal.ts';
import type { Cx } from '../../feature.ts';

export interface Picture {
  readonly type: string;
  readonly bytes: Uint8Array;
}

export async function insertPhoto(
  { c, seal }: Pick<Cx, 'c' | 'seal'>,
  photo: Picture & { readonly id: PhotoId; readonly personId: PersonId; readonly at: Instant },
): Promise<void> {
  const { id, personId, type, bytes, at } = photo;
  await c.tx.insert(c.t.photos).values({ id, personId, type, bytes: seal.sealBytes(bytes), at });
}

export async function loadPictures(
  c: Connection,
  seal: Seal,
  ids: readonly PhotoId[],
): Promise<ReadonlyMap<PhotoId, Picture>> {
  const { photos } = c.t;
  if (ids.length === 0) return new Map();
  const rows = await c.tx
    .select({ id: photos.id, type: photos.type, bytes: photos.bytes })
    .from(photos)
    .where(inArray(photos.id, [...ids]));
  return new Map(rows.map(({ id, type, bytes }) => [id, { type, bytes: seal.openBytes(bytes) }]));
}

/** Those of these pictures go that no answer names any more: an earlier revision may still have them. */
export async function dropUnused(c: Connection, ids: readonly PhotoId[]): Promise<void> {
  if (ids.length === 0) return;
  await c.tx.delete(c.t.photos).where(and(inArray(c.t.photos.id, [...ids]), unused(c)));
}

/** The same for all pictures of a person. */
export async function dropUnusedOf(c: Connection, personId: PersonId): Promise<void> {
  await c.tx.delete(c.t.photos).where(and(eq(c.t.photos.personId, personId), unused(c)));
}

function unused({ tx, t: { answers, photos } }: Connection) {
  return notExists(tx.select({ id: answers.id }).from(answers).where(eq(answers.photoId, photos.id)));
}
