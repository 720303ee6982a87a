/** `tusoi invite`: new one-time codes, printed once and stored only as hashes. */

import type { Person } from '../features/organisation/model.ts';
import { createInvite } from '../features/people/invite.ts';
import { Refusal } from '../opening.ts';
import { record } from '../runtime/incoming/record.ts';
import { contextOf } from '../runtime/shell.ts';
import { type Opened, print, reading, unitCalled, withOpened } from './open.ts';

export interface InviteOptions {
  readonly unit: string | undefined;
  readonly person: string | undefined;
}

export async function invite(options: InviteOptions): Promise<number> {
  if ((options.unit === undefined) === (options.person === undefined)) {
    throw new Refusal('Invite whom?', [
      'tusoi invite --unit CODE: everybody of a cell who has not joined',
      'tusoi invite --person CODE',
    ]);
  }
  return withOpened(async (opened) => {
    await learnLink(opened);
    const people =
      options.unit === undefined
        ? [await personCalled(opened, options.person ?? '')]
        : await notJoined(opened, options.unit);
    if (people.length === 0) print('Everybody there has joined already.');
    for (const person of people) await inviteOne(opened, person);
    return 0;
  });
}

/** The bot's name is part of the link; without the platform codes are still good, typed into the chat. */
async function learnLink({ telegram }: Opened): Promise<void> {
  await telegram?.check().catch(() => print('(Telegram does not answer: codes are printed without links.)'));
}

async function personCalled(opened: Opened, query: string): Promise<Person> {
  const found = await reading(opened, (cx) => cx.directory.findMembers('/', query));
  const [person] = found;
  if (person === undefined) throw new Refusal(`Nobody is called "${query}".`, ['tusoi list people shows everybody']);
  if (found.length > 1)
    throw new Refusal(
      `Several people match "${query}":`,
      found.map(({ code, name }) => `${code}  ${name}`),
    );
  return person;
}

function notJoined(opened: Opened, unit: string): Promise<readonly Person[]> {
  return reading(opened, async (cx) => {
    const { path } = await unitCalled(cx, unit);
    const members = await cx.directory.findMembers(path, '');
    const without: Person[] = [];
    for (const member of members) if ((await cx.directory.addresses(member.id)).length === 0) without.push(member);
    return without;
  });
}

async function inviteOne({ db, shell }: Opened, person: Person): Promise<void> {
  const { code, links } = await db.transact(async (c) => {
    const cx = contextOf(shell, c);
    const made = createInvite(cx, person.id, undefined);
    await record({ shell, cx }, [made.fact], null);
    return { code: made.code, links: cx.joinLinks(made.code) };
  });
  print([person.code, person.name, code, ...links.map((link) => link.url)].join('  '));
}
