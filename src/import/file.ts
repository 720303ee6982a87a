/** The import file: units, people, roles and one campaign as YAML; every problem of its form is told at once. */
import { parseDocument } from 'yaml';
import { z } from 'zod';
import { campaignContent } from '../features/campaigns/model.ts';
import { ROLES } from '../features/organisation/model.ts';
import { addDays, isLocalDate, type LocalDate } from '../lib/time.ts';

const code = z
  .string('expected a code, in quotes if it is all digits: "101"')
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9._-]{0,30}$/,
    'expected a code: up to 31 letters without diacritics, digits, dots, hyphens and underscores',
  );
const name = z
  .string()
  .trim()
  .min(1, 'expected a name')
  .max(120, 'expected at most 120 characters')
  .regex(/^[^\p{Cc}]*$/u, 'expected one line of text, without control characters');
const day = z
  .string()
  .refine(isLocalDate, 'expected a day like 2022-03-14')
  .transform((text) => text as LocalDate);

/** "By" the last good day, or "before" the first day that is too late, as governing documents put it. */
const deadline = z
  .strictObject({ by: day.optional(), before: day.optional() })
  .refine(
    ({ by, before }) => (by === undefined) !== (before === undefined),
    "expected either 'by' (the last good day) or 'before' (the first day that is too late)",
  )
  .transform(({ by, before }) => by ?? addDays(before ?? ('1970-01-02' as LocalDate), -1));

const unit = z.strictObject({
  code,
  name,
  kind: z.enum(['cell', 'committee']),
  /** 'residential', 'police', 'school' or a word of one's own. */
  sort: z.string().min(1).max(40).optional(),
  parent: code.optional(),
});
const person = z.strictObject({
  code,
  name,
  unit: code,
  status: z.enum(['official', 'probationary', 'exempt']).default('official'),
  /** Since when the person is in this unit with this status; today where it is left out. */
  from: day.optional(),
});
const role = z.strictObject({
  person: code,
  role: z.enum(ROLES),
  unit: code,
  from: day.optional(),
  to: day.optional(),
});
const campaign = campaignContent.extend({
  code,
  unit: code,
  questionnaire: z.string().min(1),
  opensOn: day,
  closesOn: day,
  meetingDeadline: deadline,
  submissionDeadline: deadline,
});

const importFile = z.strictObject({
  units: z.array(unit).default([]),
  people: z.array(person).default([]),
  roles: z.array(role).default([]),
  campaign: campaign.optional(),
});

export type ImportFile = z.infer<typeof importFile>;
export type ImportPerson = ImportFile['people'][number];
export type ImportRole = ImportFile['roles'][number];
export type ImportCampaign = NonNullable<ImportFile['campaign']>;

/** `problems`: one sentence each, naming the place and what was expected there. */
export type ParsedImport =
  | { readonly ok: true; readonly file: ImportFile }
  | { readonly ok: false; readonly problems: readonly string[] };

/** The text of a file; undefined where it is not UTF-8: in an older encoding every Vietnamese name would be spoilt without a word. */
export function importText(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** Letters that were typed decomposed are composed, as in all that is stored. */
export function parseImport(text: string): ParsedImport {
  const document = parseDocument(text.normalize('NFC'));
  if (document.errors.length > 0)
    return { ok: false, problems: document.errors.map((error) => error.message.split('\n')[0] ?? error.code) };
  const value: unknown = document.toJS() ?? {};
  const result = importFile.safeParse(value);
  if (!result.success)
    return {
      ok: false,
      problems: result.error.issues.map((issue) => `${placeOf(value, issue.path)}: ${issue.message}`),
    };
  const problems = contradictions(result.data);
  return problems.length > 0 ? { ok: false, problems } : { ok: true, file: result.data };
}

/** `people[3] (DV003)`: counted from one, with the code, because nobody counts to 317. */
export function place(list: 'units' | 'people' | 'roles', index: number, called: string): string {
  return `${list}[${index + 1}] (${called})`;
}

function placeOf(value: unknown, path: readonly PropertyKey[]): string {
  let at: unknown = value;
  let text = '';
  for (const step of path) {
    at = typeof at === 'object' && at !== null ? (at as Record<PropertyKey, unknown>)[step] : undefined;
    if (typeof step === 'number') text += `[${step + 1}]${called(at)}`;
    else text += text === '' ? String(step) : `.${String(step)}`;
  }
  return text === '' ? 'the whole file' : text;
}

function called(value: unknown): string {
  const one = typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  const by = one['code'] ?? one['person'];
  return typeof by === 'string' ? ` (${by})` : '';
}

/** What the file says against itself. */
function contradictions(file: ImportFile): readonly string[] {
  return [
    ...doubles(
      file.units.map((one) => one.code),
      'units',
    ),
    ...doubles(
      file.people.map((one) => one.code),
      'people',
    ),
    ...doubles(
      file.roles.map((one) => `${one.person} ${one.role} ${one.unit} ${one.from ?? ''}`),
      'roles',
    ),
    ...file.roles.flatMap((one, n) =>
      one.from !== undefined && one.to !== undefined && one.to < one.from
        ? [`${place('roles', n, one.person)}.to: expected ${one.from} or later, when it begins`]
        : [],
    ),
    ...(file.campaign === undefined ? [] : campaignDays(file.campaign)),
  ];
}

function doubles(codes: readonly string[], list: 'units' | 'people' | 'roles'): readonly string[] {
  const first = new Map<string, number>();
  return codes.flatMap((one, n) => {
    const before = first.get(one);
    if (before === undefined) first.set(one, n);
    return before === undefined
      ? []
      : [`${place(list, n, one)}: expected each once, but ${list}[${before + 1}] is the same`];
  });
}

function campaignDays({ opensOn, closesOn, meetingDeadline, submissionDeadline }: ImportCampaign): readonly string[] {
  const within = (name: string, last: LocalDate): readonly string[] =>
    last < opensOn || last > closesOn
      ? [`campaign.${name}: expected a last good day from ${opensOn} to ${closesOn}, found ${last}`]
      : [];
  if (closesOn < opensOn) return [`campaign.closesOn: expected ${opensOn} or later, when it opens`];
  return [...within('meetingDeadline', meetingDeadline), ...within('submissionDeadline', submissionDeadline)];
}
