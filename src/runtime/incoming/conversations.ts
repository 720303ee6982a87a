/** Where each person stands, as a row, and the prompts they were shown. */
import { eq, inArray, sql } from 'drizzle-orm';
import { z } from 'zod';
import type { Connection } from '../../db/database.ts';
import { atRest, type Conversation, type Frame } from '../../engine/conversation.ts';
import type { Prompt, PromptOption } from '../../engine/say.ts';
import type { Instant } from '../../lib/env.ts';
import type { AddressId, PersonId, PromptId } from '../../lib/ids.ts';
import type { Moment } from '../shell.ts';
import { portions } from './portions.ts';

/** As JSON has it: an absent frame is absent, not undefined. */
interface Stored {
  readonly active?: Frame;
  readonly resting?: Frame;
}

export async function loadConversation(c: Connection, personId: PersonId): Promise<Conversation> {
  return (await loadConversations(c, [personId])).get(personId) ?? atRest;
}

/** Of all these people; each has one. */
export async function loadConversations(
  c: Connection,
  people: readonly PersonId[],
): Promise<ReadonlyMap<PersonId, Conversation>> {
  const all = new Map<PersonId, Conversation>(people.map((id) => [id, atRest]));
  for (const some of portions(people)) {
    const name = `conversation.load.${some.length}`;
    const select = c.prepared(name, (tx, t) =>
      tx
        .select({ personId: t.conversations.personId, state: t.conversations.state })
        .from(t.conversations)
        .where(
          inArray(
            t.conversations.personId,
            some.map((_, at) => sql.placeholder(`person${at}`)),
          ),
        )
        .prepare(name),
    );
    const rows = await select.execute(Object.fromEntries(some.map((id, at) => [`person${at}`, id])));
    for (const { personId, state } of rows) {
      // Written by saveConversation below and by nothing else.
      const { active, resting } = state as Stored;
      all.set(personId, { active, resting });
    }
  }
  return all;
}

export async function saveConversation(
  { c, now }: Moment,
  personId: PersonId,
  conversation: Conversation,
): Promise<void> {
  // Nearly everybody has a row; finding that out by an insert that fails would cost each turn as much again.
  const update = c.prepared('conversation.save', (tx, t) =>
    tx
      .update(t.conversations)
      .set({ state: sql`${sql.placeholder('state')}`, updatedAt: sql`${sql.placeholder('now')}` })
      .where(eq(t.conversations.personId, sql.placeholder('personId')))
      .returning({ personId: t.conversations.personId })
      .prepare('conversation.save'),
  );
  const { active, resting } = conversation;
  // An absent frame does not come into the text.
  const state = JSON.stringify({ active, resting });
  if ((await update.execute({ personId, state, now })).length > 0) return;
  const insert = c.prepared('conversation.first', (tx, t) =>
    tx
      .insert(t.conversations)
      .values({
        personId: sql.placeholder('personId'),
        state: sql`${sql.placeholder('state')}`,
        updatedAt: sql.placeholder('now'),
      })
      .prepare('conversation.first'),
  );
  await insert.execute({ personId, state, now });
}

/** A prompt with what has become of it. */
export interface PromptRow extends Prompt {
  readonly addressId: AddressId;
  readonly answer: string | undefined;
  readonly answeredAt: Instant | undefined;
}

const optionRows = z.array(
  z.object({
    key: z.string(),
    label: z.string(),
    command: z.object({ name: z.string(), args: z.string() }).optional(),
  }),
);

export async function loadPrompt(c: Connection, id: PromptId): Promise<PromptRow | undefined> {
  const row = (await c.tx.select().from(c.t.prompts).where(eq(c.t.prompts.id, id)))[0];
  if (row === undefined) return undefined;
  const options = optionRows
    .parse(row.options)
    .map(({ command, ...option }): PromptOption => (command === undefined ? option : { ...option, command }));
  return {
    id: row.id,
    addressId: row.addressId,
    flow: row.flow ?? undefined,
    step: row.step ?? undefined,
    options,
    answer: row.answer ?? undefined,
    answeredAt: row.answeredAt ?? undefined,
  };
}

export async function savePrompt({ c, now }: Moment, prompt: Prompt, addressId: AddressId): Promise<void> {
  const insert = c.prepared('prompt.save', (tx, t) =>
    tx
      .insert(t.prompts)
      .values({
        id: sql.placeholder('id'),
        addressId: sql.placeholder('addressId'),
        flow: sql.placeholder('flow'),
        step: sql.placeholder('step'),
        options: sql.placeholder('options'),
        askedAt: sql.placeholder('now'),
      })
      .prepare('prompt.save'),
  );
  const { id, options } = prompt;
  await insert.execute({ id, addressId, flow: prompt.flow ?? null, step: prompt.step ?? null, options, now });
}

export async function markAnswered({ c, now }: Moment, id: PromptId, answer: string): Promise<void> {
  await c.tx.update(c.t.prompts).set({ answer, answeredAt: now }).where(eq(c.t.prompts.id, id));
}
