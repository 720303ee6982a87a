/** What is behind links, for whoever opens one. What a text of somebody else belongs to is asked for again at each opening. */
import type { Handout } from '../../channels/handouts.ts';
import type { PersonId, RevisionId } from '../../lib/ids.ts';
import { once } from '../../lib/once.ts';
import { record } from '../incoming/record.ts';
import { contextOf, type Shell } from '../shell.ts';
import { signingKey } from '../web/links-store.ts';
import { findHandout, namedBy } from './handouts.ts';

/** How a link is opened: only looked at (HEAD), or its file taken. */
export interface Way {
  readonly taken: boolean;
}

/** 'unknown' where we never made it; 'gone' where its time is over, its file was taken away, or its reader may not read it now. */
export type Open = (token: string, way: Way) => Promise<Handout | 'unknown' | 'gone'>;

/** A link that we did not make costs no look into the database, for the key is read from it once. */
export function openingLinks(shell: Shell): Open {
  const { db, env, seal } = shell;
  const key = once(() => db.transact((c) => signingKey(c, env)));
  return async (token, { taken }) => {
    const named = await namedBy(token, key);
    if (named === undefined) return 'unknown';
    if (named.expiresAt <= env.wall()) return 'gone';
    const row = await db.read((c) => findHandout(c, named.id));
    if (row === undefined) return 'gone';
    const { name, type, bytes, personId: readerId, revisionId } = row;
    if (revisionId !== null && !(await mayOpen(shell, { readerId, revisionId, taken }))) return 'gone';
    return { name: seal.open(name), type, bytes: seal.openBytes(bytes) };
  };
}

interface Opening extends Way {
  readonly readerId: PersonId;
  readonly revisionId: RevisionId;
}

function mayOpen(shell: Shell, { taken, ...opening }: Opening): Promise<boolean> {
  const opens = shell.registry.features.find((one) => one.opens !== undefined)?.opens;
  if (opens === undefined) throw new Error('no feature knows who may open what belongs to a text');
  return shell.db.transact(async (c) => {
    const work = { shell, cx: contextOf(shell, c) };
    const facts = await opens(work.cx, opening);
    if (facts !== undefined && taken) await record(work, facts, opening.readerId);
    return facts !== undefined;
  });
}
