/** A ward with two cells as rows, and a way to act in it: commands, dialogs and facts without channels. */
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { createTranslator } from '../../../src/content/translate.ts';
import type { Connection, Database } from '../../../src/db/database.ts';
import type { Frame } from '../../../src/engine/conversation.ts';
import type { Fact } from '../../../src/engine/fact.ts';
import type { DialogInput } from '../../../src/engine/here.ts';
import { ask } from '../../../src/engine/moves.ts';
import type { Notice, Say, Words } from '../../../src/engine/say.ts';
import { turn } from '../../../src/engine/turn.ts';
import type { CampaignContent } from '../../../src/features/campaigns/model.ts';
import { campaigns } from '../../../src/features/campaigns/store.ts';
import type { Acting, Cx, FactHandler, Feature, FlowHost, Outcome } from '../../../src/features/feature.ts';
import { directory } from '../../../src/features/organisation/store.ts';
import type { AddressId, CampaignId, PersonId, PromptId, QuestionnaireHash, UnitId } from '../../../src/lib/ids.ts';
import { silentLog } from '../../../src/lib/log.ts';
import { plainSeal } from '../../../src/lib/seal.ts';
import { dayOf, instantOf, type LocalDate, type LocalMinute } from '../../../src/lib/time.ts';

export const zone = 'Asia/Ho_Chi_Minh';
export const at = (minute: string): number => instantOf(minute as LocalMinute, zone);
export const day = (text: string): LocalDate => text as LocalDate;
export const ROUND = 'round' as CampaignId;

export const content: CampaignContent = {
  title: { vi: 'Tự soi, tự sửa', en: 'Self-review' },
  document: { number: '121-KH/ĐU', date: '2022-03-14', issuer: 'Đảng ủy phường' },
  agenda: [
    { vi: 'Báo cáo của chi bộ, chi ủy', en: 'Report of the cell and its committee' },
    { vi: 'Góp ý cho chi ủy', en: 'Comments to the committee' },
  ],
  reminders: { meetingUnscheduled: [7, 3, 1, 0, -1], meetingUnreportedEvery: 3, submissionMissing: [5, 1, -1] },
};

/** People by id; the id is also the code. `joined: false` has no address, `consent` is the latest decision. */
export interface Somebody {
  readonly id: string;
  readonly cell: 'c6' | 'c7' | undefined;
  readonly status?: 'official' | 'probationary' | 'exempt';
  readonly joined?: boolean;
  readonly gone?: boolean;
  readonly consent?: 'given' | 'declined' | 'withdrawn';
  readonly roles?: readonly (readonly [
    role: 'secretary' | 'deputy' | 'committee' | 'leader',
    unit: 'c6' | 'c7' | 'ward',
  ])[];
}

export const PEOPLE: readonly Somebody[] = [
  { id: 'an', cell: 'c6', roles: [['secretary', 'c6']] },
  { id: 'binh', cell: 'c6', roles: [['deputy', 'c6']] },
  { id: 'chi', cell: 'c6' },
  { id: 'dung', cell: 'c6', status: 'exempt' },
  { id: 'em', cell: 'c6', consent: 'declined' },
  { id: 'giang', cell: 'c6', joined: false },
  { id: 'hoa', cell: 'c7', roles: [['secretary', 'c7']] },
  { id: 'khanh', cell: 'c7' },
  { id: 'lan', cell: undefined, roles: [['leader', 'ward']] },
];

const START = day('2022-01-01');
const EARLY = at('2022-03-01T00:00');

export async function seed(c: Connection, people: readonly Somebody[] = PEOPLE): Promise<void> {
  const { t, tx } = c;
  const unit = (id: string, name: string, parentId: string | null) => {
    const kind: 'cell' | 'committee' = parentId === null ? 'committee' : 'cell';
    const path = parentId === null ? `/${id}/` : `/${parentId}/${id}/`;
    return {
      id: id as UnitId,
      code: id.toUpperCase(),
      name,
      searchName: name.toLowerCase(),
      kind,
      sort: null,
      parentId: parentId as UnitId | null,
      path,
      validFrom: null,
      validTo: null,
    };
  };
  await tx
    .insert(t.units)
    .values([unit('ward', 'Đảng bộ phường', null), unit('c6', 'Chi bộ 6', 'ward'), unit('c7', 'Chi bộ 7', 'ward')]);
  await tx
    .insert(t.questionnaires)
    .values({ hash: 'q' as QuestionnaireHash, name: 'q', version: 1, content: {}, publishedAt: EARLY });
  await tx.insert(t.campaigns).values({
    id: ROUND,
    code: 'ROUND',
    unitId: 'ward' as UnitId,
    questionnaire: 'q' as QuestionnaireHash,
    opensOn: day('2022-03-14'),
    closesOn: day('2022-04-22'),
    meetingDeadline: day('2022-04-04'),
    submissionDeadline: day('2022-04-04'),
    content,
    createdAt: EARLY,
  });
  for (const one of people) await seedPerson(c, one);
}

async function seedPerson({ t, tx }: Connection, one: Somebody): Promise<void> {
  const personId = one.id as PersonId;
  await tx
    .insert(t.persons)
    .values({ id: personId, code: one.id, name: `Đồng chí ${one.id}`, searchName: one.id, createdAt: EARLY });
  if (one.cell !== undefined) {
    await tx.insert(t.memberships).values({
      id: `m-${one.id}`,
      personId,
      unitId: one.cell as UnitId,
      status: one.status ?? 'official',
      validFrom: START,
    });
  }
  for (const [role, unit] of one.roles ?? []) {
    await tx
      .insert(t.roles)
      .values({ id: `r-${one.id}-${role}-${unit}`, personId, unitId: unit as UnitId, role, validFrom: START });
  }
  if (one.joined === false) return;
  await tx.insert(t.addresses).values({
    id: `a-${one.id}` as AddressId,
    channel: 'console',
    platformId: one.id,
    personId,
    gone: one.gone === true ? 'blocked' : null,
    createdAt: EARLY,
  });
  await tx.insert(t.consents).values({
    id: `k-${one.id}`,
    personId,
    decision: one.consent ?? 'given',
    textVersion: '1',
    at: EARLY,
    channel: 'console',
  });
}

/** Sorts as it was made, as ids do. */
let ids = 0;
function nextId(prefix: string): string {
  ids += 1;
  return `${prefix}${String(ids).padStart(6, '0')}`;
}

export function contextAt(c: Connection, now: number): Cx {
  const today = dayOf(now, zone);
  return {
    c,
    now,
    today,
    zone,
    env: {
      now: () => now,
      wall: () => now,
      newId: <T extends string>() => nextId('id') as T,
      random: (bytes) => new Uint8Array(bytes),
    },
    seal: plainSeal,
    log: silentLog,
    directory: directory(c, today),
    campaigns: campaigns(c),
    questionnaires: { byHash: async () => Promise.reject(new Error('not needed')) },
    meters: async () => [],
    untold: async () => new Set(),
    joinLinks: () => [],
  };
}

async function actingAs(c: Connection, id: string, now: number): Promise<Acting> {
  const cx = contextAt(c, now);
  const person = await cx.directory.person(id as PersonId);
  if (person === undefined) throw new Error(`nobody is called ${id}`);
  return {
    ...cx,
    person,
    address: {
      id: `a-${id}` as AddressId,
      channel: 'console',
      platformId: id,
      personId: person.id,
      locale: 'vi',
      wrongCodes: 0,
      lockedUntil: undefined,
    },
    source: { at: now, addressId: `a-${id}` as AddressId, messageId: undefined, promptId: undefined },
    conversation: { active: undefined, resting: undefined },
  };
}

/** What happened to somebody's input, in words; buttons as `[label]`. */
export interface Heard {
  readonly says: readonly Say[];
  readonly facts: readonly Fact[];
  readonly told: readonly Notice[];
  readonly frame: Frame | undefined;
}

/** One person's chat with a feature. */
export function chat(db: Database, feature: Feature, id: string) {
  let frame: Frame | undefined;
  const finish = async (c: Connection, now: number, heard: Omit<Heard, 'told' | 'frame'>): Promise<Heard> => {
    const cx = contextAt(c, now);
    const told: Notice[] = [];
    // `access.refused` is written by another feature.
    const own = heard.facts.filter((fact) => handlerOf(feature, fact) !== undefined);
    for (const fact of own) await handlerOf(feature, fact)?.write(cx, fact as never);
    for (const fact of own) told.push(...((await handlerOf(feature, fact)?.tells?.(cx, fact as never)) ?? []));
    return { ...heard, told, frame };
  };
  const begin = async (c: Connection, acting: Acting, now: number, outcome: Outcome): Promise<Heard> => {
    const says = [...(outcome.says ?? [])];
    if (outcome.enter !== undefined) {
      frame = { ...outcome.enter, promptId: 'p' as PromptId, askedAt: now };
      const world = await hostOf(feature, frame).world(acting, frame);
      const asked = ask({ flow: hostOf(feature, frame).flow, world, frame, resting: undefined, around: around(now) });
      frame = asked.conversation.active;
      says.push(...asked.says.map((one) => one.say));
    }
    return finish(c, now, { says, facts: outcome.facts ?? [] });
  };
  return {
    command: (name: string, args: string, when: string): Promise<Heard> =>
      db.transact(async (c) => {
        const acting = await actingAs(c, id, at(when));
        const command = (feature.commands ?? []).find((one) => one.name === name);
        if (command === undefined) throw new Error(`no command ${name}`);
        return begin(c, acting, at(when), await command.run(acting, args));
      }),
    /** Taps a button of what was heard, or answers the dialog with it. */
    tap(heard: Heard, key: string, when: string): Promise<Heard> {
      const choice = heard.says.flatMap((one) => one.choices ?? []).find((one) => one.key === key);
      if (choice === undefined) throw new Error(`no button ${key}`);
      return choice.command === undefined
        ? this.answer({ kind: 'choice', key }, when)
        : this.command(choice.command.name, choice.command.args, when);
    },
    type(text: string, when: string): Promise<Heard> {
      return this.answer({ kind: 'text', text }, when);
    },
    answer: (input: DialogInput, when: string): Promise<Heard> =>
      db.transact(async (c) => {
        const acting = await actingAs(c, id, at(when));
        if (frame === undefined) throw new Error('no dialog');
        // Through JSON, as between any two turns.
        frame = JSON.parse(JSON.stringify(frame)) as Frame;
        const world = await hostOf(feature, frame).world(acting, frame);
        if (world === undefined) throw new Error('the dialog is gone');
        const result = turn(
          { flow: hostOf(feature, frame).flow, world, frame, resting: undefined, around: around(at(when)) },
          input,
          acting.source,
        );
        frame = result.conversation.active;
        return finish(c, at(when), { says: result.says.map((one) => one.say), facts: result.facts });
      }),
  };
}

type AnyHost = FlowHost<unknown>;
function hostOf(feature: Feature, frame: Pick<Frame, 'flow'>): AnyHost {
  const host = ((feature.flows ?? []) as unknown as readonly AnyHost[]).find((one) => one.flow.id === frame.flow);
  if (host === undefined) throw new Error(`no flow ${frame.flow}`);
  return host;
}

function handlerOf(feature: Feature, fact: Fact): FactHandler<never> | undefined {
  return (feature.facts as Readonly<Record<string, FactHandler<never>>> | undefined)?.[fact.type];
}

const around = (now: number) => ({
  now,
  numbered: true,
  newPromptId: () => nextId('p') as PromptId,
  label: (label: string | Words | { vi: string; en: string }) => translator.text(label, 'vi'),
});

function catalogue(language: 'vi' | 'en'): Record<string, string> {
  const flat: Record<string, string> = {};
  const walk = (value: unknown, path: string): void => {
    if (typeof value === 'string') flat[path] = value.trim();
    else for (const [key, inner] of Object.entries(value as object)) walk(inner, path === '' ? key : `${path}.${key}`);
  };
  for (const file of ['meetings', 'reminders', 'common', 'dialog']) {
    walk(
      parse(readFileSync(new URL(`../../../src/content/messages/${language}/${file}.yaml`, import.meta.url), 'utf8')),
      '',
    );
  }
  return flat;
}

export const translator = createTranslator({ vi: catalogue('vi'), en: catalogue('en') });

/** A message as it is read: the text, then its buttons. */
export function read(one: Say, locale: 'vi' | 'en' = 'vi'): string {
  const buttons = (one.choices ?? []).map((choice) => `[${translator.text(choice.label, locale)}]`).join(' ');
  return [translator.text(one, locale), buttons].filter((part) => part !== '').join('\n');
}

export const readAll = (heard: Heard): string => heard.says.map((one) => read(one)).join('\n---\n');
export const keysOf = (heard: Heard): readonly string[] => heard.says.map((one) => one.key);
