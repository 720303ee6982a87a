/** The shape of a questionnaire's file: what is asked, in which order and under which condition. */
import { z } from 'zod';

const localized = z.strictObject({ vi: z.string().min(1).max(1500), en: z.string().min(1).max(1500) });
const id = z.string().regex(/^[a-z][a-z0-9-]{0,30}$/, 'lower-case letters, digits and hyphens, at most 31');
const choice = z.strictObject({
  key: z.string().regex(/^[a-z0-9-]{1,16}$/, 'lower-case letters, digits and hyphens, at most 16'),
  label: localized,
});

/** A small structured condition, not code: `{question: a, is: yes}`, `{all: […]}`, `{any: […]}`, `{not: …}`. */
export type Condition =
  | { readonly question: string; readonly is: string }
  | { readonly question: string; readonly answered: boolean }
  | { readonly all: readonly Condition[] }
  | { readonly any: readonly Condition[] }
  | { readonly not: Condition };

const condition: z.ZodType<Condition> = z.lazy(() =>
  z.union(
    [
      z.strictObject({ question: id, is: z.string() }),
      z.strictObject({ question: id, answered: z.boolean() }),
      z.strictObject({ all: z.array(condition).min(1) }),
      z.strictObject({ any: z.array(condition).min(1) }),
      z.strictObject({ not: condition }),
    ],
    {
      error:
        'expected {question, is: text}, {question, answered: true or false}, {all: [...]}, {any: [...]} or {not: ...}',
    },
  ),
);

/** More are no answer but an album, and each is as heavy as a thousand texts. */
const MOST_PHOTOS = 5;
/** So much of an answer is shown where one chooses among several; the check of a group counts with it. */
export const ITEM_EXCERPT = 60;
/** More fit into no message, and nobody keeps more in mind. */
const MOST_ITEMS = 10;

const common = {
  id,
  text: localized,
  help: localized.optional(),
  required: z.boolean().default(false),
  /** Never leaves the member and the committee. */
  private: z.boolean().default(false),
  when: condition.optional(),
};

/** Answered by itself, once; these may also stand in a group. */
const simple = [
  z.strictObject({
    ...common,
    kind: z.literal('text'),
    min: z.int().min(1).optional(),
    max: z.int().max(4096).optional(),
  }),
  z.strictObject({ ...common, kind: z.literal('choice'), choices: z.array(choice).min(2).max(20) }),
  z.strictObject({
    ...common,
    kind: z.literal('multi'),
    choices: z.array(choice).min(2).max(20),
    min: z.int().min(0).optional(),
    max: z.int().min(1).optional(),
  }),
  z.strictObject({ ...common, kind: z.literal('scale'), min: z.int(), max: z.int() }),
  z.strictObject({ ...common, kind: z.literal('number'), min: z.number().optional(), max: z.number().optional() }),
  z.strictObject({ ...common, kind: z.literal('date'), min: z.iso.date().optional(), max: z.iso.date().optional() }),
] as const;

const photo = z.strictObject({
  ...common,
  kind: z.literal('photo'),
  /** So many pictures, or pictures and documents, at most. */
  max: z.int().min(1).max(MOST_PHOTOS).default(1),
  /** PDF and DOCX are taken as well. Without a value of its own, so that a questionnaire without it keeps its version. */
  documents: z.boolean().optional(),
});

/** A group of questions that is asked several times: each time makes one item. */
const repeat = z.strictObject({
  ...common,
  kind: z.literal('repeat'),
  /** What one item is called, such as "Commitment". */
  item: z.strictObject({ vi: z.string().min(1).max(30), en: z.string().min(1).max(30) }),
  /** So many items at least, unless the whole group is left out. */
  min: z.int().min(1).max(MOST_ITEMS).default(1),
  max: z.int().min(1).max(MOST_ITEMS).default(5),
  questions: z.array(z.discriminatedUnion('kind', simple)).min(1).max(10),
});

export const question = z.discriminatedUnion('kind', [...simple, photo, repeat]);
export type Question = z.infer<typeof question>;
/** A question that is asked several times. */
export type Group = Extract<Question, { kind: 'repeat' }>;
/** A question with one answer. */
export type Single = Exclude<Question, Group>;

export const questionnaire = z.strictObject({
  id,
  version: z.int().min(1),
  title: localized,
  questions: z.array(question).min(1).max(60),
});
export type Questionnaire = z.infer<typeof questionnaire>;
