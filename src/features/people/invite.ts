/** `/moi`: a new one-time code for a member of one's own cell. */

import type { FactOf } from '../../engine/fact.ts';
import { type Choice, say, type Words, words } from '../../engine/say.ts';
import { hashCode } from '../../lib/codes.ts';
import type { Instant } from '../../lib/env.ts';
import { fold } from '../../lib/fold.ts';
import type { PersonId } from '../../lib/ids.ts';
import { type LocalMinute, minuteOf } from '../../lib/time.ts';
import type { Acting, Cx, JoinLink, Outcome } from '../feature.ts';
import type { Member, Unit } from '../organisation/model.ts';
import { type Permission, scopes } from '../organisation/policy.ts';
import { placeName } from './linking/commands.ts';
import { INVITE_AGAIN_AFTER, INVITE_VALID_FOR, inviteState, newCode, printCode } from './rules.ts';
import { joined, latestInvite } from './store.ts';

const PERMISSION: Permission = 'invite.create';
/** With the ways back and on, nine: where choices are typed, the list is not paged once more. */
const PAGE = 7;
/** The whole organisation. */
const EVERYWHERE = '/';

export interface NewInvite {
  /** As it is passed on: 'ABCD-EFGH'. Kept nowhere. */
  readonly code: string;
  readonly expiresAt: Instant;
  readonly fact: FactOf<'invite.created'>;
}

/** A new code for a person; it is valid once `fact` is written. `by` undefined: the operator. */
export function createInvite(cx: Pick<Cx, 'env' | 'now'>, personId: PersonId, by: PersonId | undefined): NewInvite {
  const code = newCode((bytes) => cx.env.random(bytes));
  const expiresAt = cx.now + INVITE_VALID_FOR;
  const fact = {
    type: 'invite.created',
    inviteId: cx.env.newId(),
    personId,
    codeHash: hashCode(code),
    by,
    at: cx.now,
    expiresAt,
  } as const;
  return { code: printCode(code), expiresAt, fact };
}

/** With a name or code of a member: their code. Without: who of the own cell has not joined yet. */
export async function invite(acting: Acting, args: string): Promise<Outcome> {
  const standing = await acting.directory.standing(acting.person.id);
  const cells = scopes(standing.appointments, PERMISSION, acting.today);
  if (cells.length === 0) return refused('moi');
  if (args === '') return notJoined(acting, cells, 0);
  const found = await within(acting, cells, args);
  const [one] = found;
  if (one === undefined) return nobody(acting, cells, args);
  if (found.length > 1) return several(found, args);
  return inviteMember(acting, one);
}

function several(found: readonly Member[], query: string): Outcome {
  const choices = found.slice(0, PAGE).map(choiceOf(found));
  if (found.length <= PAGE) return { says: [say('people.invite.several', { query }, choices)] };
  return { says: [say('people.invite.several-more', { query, count: found.length, shown: PAGE }, choices)] };
}

/** A further page of those who have not joined; the page comes from a button and is trusted no more than typed text. */
export async function invitePage(acting: Acting, args: string): Promise<Outcome> {
  const standing = await acting.directory.standing(acting.person.id);
  const cells = scopes(standing.appointments, PERMISSION, acting.today);
  if (cells.length === 0) return refused('moi');
  return notJoined(acting, cells, /^\d{1,4}$/.test(args) ? Number(args) : 0);
}

async function within(acting: Acting, cells: readonly Unit[], query: string): Promise<readonly Member[]> {
  const found: Member[] = [];
  for (const cell of cells) found.push(...(await acting.directory.findMembers(cell.path, query)));
  return found;
}

/** Meant somebody of another cell (by code or whole name): not theirs to invite, and logged. */
async function nobody(acting: Acting, cells: readonly Unit[], query: string): Promise<Outcome> {
  const cell = cells.map((one) => one.name).join(', ');
  const wanted = fold(query);
  const meant = (await acting.directory.findMembers(EVERYWHERE, query)).find(
    (one) => fold(one.code) === wanted || fold(one.name) === wanted,
  );
  return meant === undefined
    ? { says: [say('people.invite.nobody', { query, cell }, [listChoice])] }
    : refused(meant.code, cell);
}

function refused(subject: string, cell?: string): Outcome {
  return {
    says: [cell === undefined ? say('common.refused') : say('people.invite.elsewhere', { cell })],
    facts: [{ type: 'access.refused', permission: PERMISSION, subject }],
  };
}

async function inviteMember(acting: Acting, member: Member): Promise<Outcome> {
  const { name } = member;
  const before = await latestInvite(acting.c, member.id);
  const open = before !== undefined && inviteState(before, acting.now) === 'open';
  if (open && before.createdBy === acting.person.id && acting.now - before.createdAt < INVITE_AGAIN_AFTER) {
    return { says: [say('people.invite.just-made', { name, at: { clock: minute(acting, before.createdAt) } })] };
  }
  const made = createInvite(acting, member.id, acting.person.id);
  const cell = await acting.directory.unit(member.unitId);
  const linked = (await joined(acting.c, [member.id])).size > 0;
  const warnings = [
    ...(linked ? [words('people.invite.warn-linked')] : []),
    ...(open ? [words('people.invite.warn-replaced')] : []),
  ];
  return {
    facts: [made.fact],
    says: [
      say('people.invite.made', { name, warnings }),
      say('people.invite.forward', {
        name,
        code: made.code,
        cell: cell?.name ?? '',
        until: { minute: minute(acting, made.expiresAt) },
        links: linkLines(acting.joinLinks(made.code)),
      }),
    ],
  };
}

/** One is a sentence; of several, each says which way it leads. */
function linkLines(links: readonly JoinLink[]): readonly Words[] {
  const [first] = links;
  if (first === undefined) return [];
  if (links.length === 1) return [words('people.invite.link', { link: first.url })];
  return [
    words('people.invite.links'),
    ...links.map(({ channel, url }) =>
      channel === 'web'
        ? words('people.invite.link-page', { link: url })
        : words('people.invite.link-messenger', { messenger: placeName(channel), link: url }),
    ),
  ];
}

async function notJoined(acting: Acting, cells: readonly Unit[], page: number): Promise<Outcome> {
  const members = await within(acting, cells, '');
  const have = await joined(
    acting.c,
    members.map((one) => one.id),
  );
  const missing = members.filter((one) => !have.has(one.id));
  const cell = cells.map((one) => one.name).join(', ');
  if (missing.length === 0) return { says: [say('people.invite.all-joined', { cell })] };
  const pages = Math.ceil(missing.length / PAGE);
  // The list gets shorter as people join: a later page may be gone when its button is tapped.
  const shown = Math.min(page, pages - 1);
  const choices = missing.slice(shown * PAGE, (shown + 1) * PAGE).map(choiceOf(missing));
  return {
    says: [
      say('people.invite.list', { cell, count: missing.length, page: shown + 1, pages }, [
        ...choices,
        ...turnPage(shown, pages),
      ]),
    ],
  };
}

function turnPage(page: number, pages: number): readonly Choice[] {
  const to = (key: 'previous' | 'next', target: number): Choice => ({
    key,
    label: words(`people.button-${key}`),
    command: { name: 'moitrang', args: String(target) },
  });
  return [
    ...(page > 0 ? [to('previous', page - 1)] : []),
    ...(page + 1 < pages ? [{ ...to('next', page + 1), beside: page > 0 }] : []),
  ];
}

const listChoice: Choice = {
  key: 'list',
  label: words('people.invite.button-list'),
  command: { name: 'moitrang', args: '0' },
};

/** Namesakes are told apart by their codes. */
function choiceOf(among: readonly Member[]): (member: Member, place: number) => Choice {
  return ({ name, code }, place) => {
    const namesake = among.some((one) => one.name === name && one.code !== code);
    return { key: `m${place}`, label: namesake ? `${name} (${code})` : name, command: { name: 'moi', args: code } };
  };
}

function minute(acting: Acting, at: Instant): LocalMinute {
  return minuteOf(at, acting.zone);
}
