/** The second half of the page of /dulieu: what others and the program did, and what is kept of messages. Pure. */
import { z } from 'zod';
import { type PageSection, type Param, type Words, words } from '../../engine/say.ts';
import type { QuestionnaireHash } from '../../lib/ids.ts';
import { isLocalDate, isLocalMinute } from '../../lib/time.ts';
import { headingOf, type Line, type Looking, lookedUp, type Minute, section } from './mydata-section.ts';
import type { MyData } from './mydata-store.ts';

export function leftBehind(data: MyData, looking: Looking): readonly PageSection[] {
  const { minute } = looking;
  return [
    section(
      words('mydata.replies'),
      data.meetingReplies.map(({ meeting, place, reply, at }) =>
        words(`mydata.reply-${reply}`, { meeting: { minute: meeting }, place, minute: minute(at) }),
      ),
    ),
    section(words('mydata.readings'), readings(data, minute)),
    section(
      words('mydata.readings-by'),
      data.readingsByMe.map(({ at }) => words('mydata.minute', { minute: minute(at) })),
    ),
    section(words('mydata.reminders'), [
      ...data.reminders.map(reminded),
      ...data.mutes.map(({ campaign, at }) => words('mydata.muted', { campaign, minute: minute(at) })),
    ]),
    section(
      words('mydata.audit'),
      data.audit.map((row) => deedOf(row, looking)),
    ),
    section(words('mydata.going-on'), goingOn(data.conversation?.state, looking)),
    section(words('mydata.messages'), messages(data, minute)),
    section(words('mydata.page'), browsers(data, minute)),
    section(words('mydata.chat'), chat(data, minute)),
    section(
      words('mydata.files'),
      data.filesOnPage.map(({ name, type }) => words('mydata.file', { name, type })),
    ),
    section(
      words('mydata.links'),
      data.filesBehindLinks.map(({ name, type }) => words('mydata.file', { name, type })),
    ),
  ];
}

function readings({ readingsOfMyTexts, revisions }: MyData, minute: Minute): readonly Words[] {
  const numbers = new Map(revisions.map((one) => [one.id, one.number]));
  return readingsOfMyTexts.map(({ reader, at, revisionId }) =>
    words('mydata.reading', {
      name: reader ?? words('mydata.reading-somebody'),
      minute: minute(at),
      n: numbers.get(revisionId) ?? '–',
    }),
  );
}

const REASONS = ['meeting-unscheduled', 'meeting-tomorrow', 'meeting-unreported', 'submission-missing'] as const;

function reminded({ day, reasons, digest }: MyData['reminders'][number]): Words {
  const made = reasons.split(',').flatMap((type): (Words | string)[] => {
    const known = REASONS.find((one) => one === type);
    return known === undefined ? (type === '' ? [] : [type]) : [words(`mydata.reason-${known}`)];
  });
  const all = digest ? [...made, words('mydata.reason-digest')] : made;
  return words('mydata.reminder', { day: { day }, reasons: inARow(all) });
}

/** One after another on one line; lists stand below each other everywhere else. */
function inARow(all: readonly (Words | string)[]): Param {
  const [first = '', ...rest] = all;
  return rest.reduce<Words | string>((before, next) => words('mydata.and', { before, next }), first);
}

const DEEDS = [
  'submission.started',
  'revision.started',
  'submission.submitted',
  'submission.read',
  'invite.created',
  'address.locked',
  'address.linked',
  'link-code.created',
  'address.added',
  'address.unlinked',
  'places.ended',
  'data.exported',
  'reminders.muted',
  'reminders.unmuted',
  'meeting.scheduled',
  'meeting.moved',
  'meeting.cancelled',
  'meeting.held',
  'meeting.unheld',
  'meeting.reported',
  'paper.claimed',
  'paper.confirmed',
  'paper.withdrawn',
  'paper.refused',
  'access.refused',
] as const;

type Dashed<S extends string> = S extends `${infer A}.${infer B}` ? `${A}-${B}` : S;

const DETAILS = {
  expiresAt: 'expires-at',
  until: 'until',
  unlinked: 'unlinked',
  replaced: 'replaced',
  revision: 'revision',
  startsAt: 'starts-at',
  before: 'before',
  heldOn: 'held-on',
  present: 'present',
  permission: 'permission',
} as const;

function deedOf({ at, actorId, action, subject, detail }: MyData['audit'][number], { me, minute }: Looking): Words {
  const known = DEEDS.find((one) => one === action);
  const deed =
    known === undefined
      ? words('mydata.did-other', { action })
      : words(`mydata.did-${known.replace('.', '-') as Dashed<typeof known>}`);
  const asked =
    action === 'access.refused'
      ? [words('mydata.detail-value', { what: words('mydata.detail-subject'), value: subject })]
      : [];
  const details = [...Object.entries(detail ?? {}).flatMap(([name, value]) => detailOf(name, value, minute)), ...asked];
  const whole = details.length === 0 ? deed : words('mydata.detail', { deed, details: inARow(details) });
  // A chat that joins is nobody's yet: all that is known of who did it is the code.
  const nobody = action === 'address.linked' ? 'code' : 'program';
  const by = actorId === null ? nobody : actorId === me ? 'me' : 'other';
  return words(`mydata.by-${by}`, { minute: minute(at), deed: whole });
}

/** Ids say nothing to people. */
function detailOf(name: string, value: string | number | boolean | null, minute: Minute): readonly Words[] {
  if (value === null || name.endsWith('Id')) return [];
  const key = Object.hasOwn(DETAILS, name) ? DETAILS[name as keyof typeof DETAILS] : undefined;
  const what = key === undefined ? name : words(`mydata.detail-${key}`);
  return [words('mydata.detail-value', { what, value: asRead(name, value, minute) })];
}

function asRead(name: string, value: string | number | boolean, minute: Minute): Param {
  if (typeof value === 'number') return /^(until|[a-z]+At)$/.test(name) ? minute(value) : value;
  if (typeof value !== 'string') return String(value);
  if (isLocalDate(value)) return { day: value };
  return isLocalMinute(value) ? { minute: value } : value;
}

const frameSchema = z.object({ flow: z.string(), version: z.string(), step: z.string(), askedAt: z.number() });
const stateSchema = z.object({ active: frameSchema.optional(), resting: frameSchema.optional() });
const FLOWS = ['reflection', 'consent', 'meeting', 'meeting-report'] as const;

function goingOn(state: unknown, { questionnaires, minute }: Looking): readonly Words[] {
  const { active, resting } = stateSchema.catch({}).parse(state);
  const what = ({ flow, version, step }: z.output<typeof frameSchema>): Words | string => {
    const known = FLOWS.find((one) => one === flow);
    const name = known === undefined ? flow : words(`mydata.flow-${known}`);
    const spot = lookedUp(questionnaires.get(version as QuestionnaireHash), step.replace(/^[qx]:/, ''));
    return spot === undefined ? name : words('mydata.at-step', { what: name, question: headingOf(spot) });
  };
  return [
    ...(active === undefined ? [] : [words('mydata.open', { what: what(active), minute: minute(active.askedAt) })]),
    ...(resting === undefined
      ? []
      : [words('mydata.resting', { what: what(resting), minute: minute(resting.askedAt) })]),
  ];
}

function messages({ outbox, received, keptEvents }: MyData, minute: Minute): readonly Words[] {
  const sent = counted(outbox, ({ lane, state }) => `${lane} ${state}`).map(({ one: { lane, state }, count }) =>
    words('mydata.sent', { count, lane: words(`mydata.lane-${lane}`), state: words(`mydata.sent-${state}`) }),
  );
  const got = counted(received, ({ state }) => state).map(({ one: { state }, count }) =>
    words('mydata.got', { count, state: words(`mydata.got-${state}`) }),
  );
  const kept = keptEvents.map(({ receivedAt, state, event }) =>
    words('mydata.kept', {
      minute: minute(receivedAt),
      state: words(`mydata.got-${state}`),
      text: inARow(textsIn(event)),
    }),
  );
  return [...sent, ...got, ...kept];
}

function counted<T>(all: readonly T[], by: (one: T) => string): readonly { readonly one: T; readonly count: number }[] {
  const groups = new Map<string, T[]>();
  for (const one of all) groups.set(by(one), [...(groups.get(by(one)) ?? []), one]);
  return [...groups]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([, some]) => some.slice(0, 1).map((one) => ({ one, count: some.length })));
}

const eventSchema = z.looseObject({
  input: z.looseObject({ text: z.string(), caption: z.string(), args: z.string(), name: z.string() }).partial(),
});

/** What a person wrote, of whatever kind the event is. */
function textsIn(event: unknown): readonly string[] {
  const input = eventSchema.safeParse(event).data?.input;
  return [input?.name, input?.args, input?.text, input?.caption].filter(
    (one) => one !== undefined && one !== '',
  ) as string[];
}

function browsers(data: MyData, minute: Minute): readonly Words[] {
  return data.browsers.map(({ label, createdAt, seenAt, endedAt }) => {
    const used = { label, minute: minute(createdAt), seen: minute(seenAt) };
    return endedAt === null
      ? words('mydata.browser', used)
      : words('mydata.browser-ended', { ...used, ended: minute(endedAt) });
  });
}

const entrySchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('said'), text: z.string() }),
  z.object({ kind: z.literal('wrote'), text: z.string() }),
  z.object({ kind: z.literal('sent'), file: z.object({ name: z.string() }), caption: z.string() }),
  z.object({ kind: z.literal('answered'), label: z.string() }),
  z.object({ kind: z.literal('amended'), text: z.string() }),
]);

function chat({ chatOnPage }: MyData, minute: Minute): readonly Line[] {
  return chatOnPage.map(({ at, body }): Line => {
    const { data: entry } = entrySchema.safeParse(body);
    const when = { minute: minute(at) };
    if (entry === undefined) return words('mydata.chat-said', { ...when, text: JSON.stringify(body) });
    if (entry.kind === 'sent')
      return words('mydata.chat-sent', { ...when, name: entry.file.name, text: entry.caption });
    return words(`mydata.chat-${entry.kind}`, { ...when, text: entry.kind === 'answered' ? entry.label : entry.text });
  });
}
