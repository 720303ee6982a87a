/** Published questionnaires: a version is its content's hash, stored once and never changed. */
import { createHash } from 'node:crypto';
import { eq } from 'drizzle-orm';
import type { Connection } from '../../db/database.ts';
import type { Instant } from '../../lib/env.ts';
import type { QuestionnaireHash } from '../../lib/ids.ts';
import { type Questionnaire, type Questionnaires, questionnaire as schema } from './model.ts';

/** Every process reads a version once: the hash stands for its content whatever the database. */
const loaded = new Map<QuestionnaireHash, Questionnaire>();

/** Looks published versions up on `c`. */
export function questionnaires(c: Connection): Questionnaires {
  return { byHash: async (hash) => loaded.get(hash) ?? load(c, hash) };
}

/** Stores a questionnaire unless this very content is stored already; answers with its version. */
export async function publish(c: Connection, questionnaire: Questionnaire, now: Instant): Promise<QuestionnaireHash> {
  const content = schema.parse(questionnaire);
  const hash = hashOf(content);
  await c.tx
    .insert(c.t.questionnaires)
    .values({ hash, name: content.id, version: content.version, content, publishedAt: now })
    .onConflictDoNothing();
  return hash;
}

/** SHA-256 of the canonical JSON: keys in order, so that the order in a file or a database does not matter. */
export function hashOf(questionnaire: Questionnaire): QuestionnaireHash {
  return createHash('sha256').update(canonical(questionnaire)).digest('hex') as QuestionnaireHash;
}

async function load(c: Connection, hash: QuestionnaireHash): Promise<Questionnaire> {
  const [row] = await c.tx
    .select({ content: c.t.questionnaires.content })
    .from(c.t.questionnaires)
    .where(eq(c.t.questionnaires.hash, hash));
  if (row === undefined) throw new Error(`no questionnaire was published with the hash ${hash}`);
  const questionnaire = schema.parse(row.content);
  loaded.set(hash, questionnaire);
  return questionnaire;
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value)
    .filter(([, one]) => one !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, one]) => `${JSON.stringify(key)}:${canonical(one)}`).join(',')}}`;
}
