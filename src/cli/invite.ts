/** `tusoi invite`: new one-time codes, printed once and stored only as hashes; on the screen, or as a sheet to cut. */
import { rm, writeFile } from 'node:fs/promises';
import { type Words, words } from '../engine/say.ts';
import type { JoinLink } from '../features/feature.ts';
import type { Member } from '../features/organisation/model.ts';
import { createInvite } from '../features/people/invite.ts';
import { Refusal } from '../opening.ts';
import { record } from '../runtime/incoming/record.ts';
import { contextOf } from '../runtime/shell.ts';
import { invitationSheet, type SheetWords, type Slip } from './invite-sheet.ts';
import { type Opened, print, reading, unitCalled, withOpened } from './open.ts';

export interface InviteOptions {
  readonly unit: string | undefined;
  readonly person: string | undefined;
  /** The file to which the codes are written instead of being printed. */
  readonly sheet: string | undefined;
}

export async function invite(options: InviteOptions): Promise<number> {
  if ((options.unit === undefined) === (options.person === undefined)) {
    throw new Refusal('Invite whom?', [
      'tusoi invite --unit CODE: everybody of a cell who has not joined',
      'tusoi invite --person CODE',
      'with --sheet FILE.html the codes are written as slips to print and cut',
    ]);
  }
  return withOpened(async (opened) => {
    await learnLink(opened);
    const people =
      options.unit === undefined
        ? [await personCalled(opened, options.person ?? '')]
        : await notJoined(opened, options.unit);
    if (people.length === 0) print('Everybody there has joined already.');
    else if (options.sheet === undefined) for (const person of people) printInvited(await inviteOne(opened, person));
    else await writeSheet(opened, people, options.sheet);
    return 0;
  });
}

/** The bot's name is part of the link; without the platform codes are still good, typed into the chat. */
async function learnLink({ telegram }: Opened): Promise<void> {
  await telegram?.check().catch(() => print('(Telegram does not answer: codes are printed without links to it.)'));
}

async function personCalled(opened: Opened, query: string): Promise<Member> {
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

function notJoined(opened: Opened, unit: string): Promise<readonly Member[]> {
  return reading(opened, async (cx) => {
    const { path } = await unitCalled(cx, unit);
    const members = await cx.directory.findMembers(path, '');
    const without: Member[] = [];
    for (const member of members) if ((await cx.directory.addresses(member.id)).length === 0) without.push(member);
    return without;
  });
}

interface Invited {
  readonly person: Member;
  readonly cell: string;
  readonly code: string;
  readonly links: readonly JoinLink[];
}

function inviteOne({ db, shell }: Opened, person: Member): Promise<Invited> {
  return db.transact(async (c) => {
    const cx = contextOf(shell, c);
    const made = createInvite(cx, person.id, undefined);
    await record({ shell, cx }, [made.fact], null);
    const cell = (await cx.directory.unit(person.unitId))?.name ?? '';
    return { person, cell, code: made.code, links: cx.joinLinks(made.code) };
  });
}

function printInvited({ person, code, links }: Invited): void {
  print([person.code, person.name, code, ...links.map((link) => link.url)].join('  '));
}

/** For its owner's eyes only. Nothing is overwritten: an earlier sheet may hold codes that are still to be handed out. */
async function writeSheet(opened: Opened, people: readonly Member[], file: string): Promise<void> {
  // Before any code is made: a code that cannot be printed has replaced one that was.
  await writeFile(file, '', { flag: 'wx', mode: 0o600 }).catch((error: unknown) => {
    const taken = error instanceof Error && 'code' in error && error.code === 'EEXIST';
    throw new Refusal(taken ? `${file} exists already.` : `${file} cannot be written.`, [
      'name another file: a sheet is never written over',
    ]);
  });
  try {
    const slips: Slip[] = [];
    for (const person of people) slips.push(slipOf(await inviteOne(opened, person)));
    await writeFile(file, invitationSheet(slips, wordsOf(opened)));
    print(
      `${file}: ${slips.length} slips. Whoever has a code can join with it: hand each to its owner, then delete the file.`,
    );
  } catch (error) {
    await rm(file, { force: true });
    throw error;
  }
}

/** The page needs nothing but a camera, so its link comes before a messenger's. */
function slipOf({ person, cell, code, links }: Invited): Slip {
  const link = links.find((one) => one.channel === 'web') ?? links[0];
  return { name: person.name, cell, code, link: link?.url };
}

function wordsOf({ shell, config }: Opened): SheetWords {
  const text = (words: Words): string => shell.translator.text(words, config.LOCALE);
  const lines = (words: Words): readonly string[] => text(words).trim().split('\n');
  return {
    language: config.LOCALE,
    title: text(words('people.sheet.title')),
    code: text(words('people.sheet.code')),
    steps: lines(words('people.sheet.steps')),
    stepsByCode: lines(words('people.sheet.steps-code')),
  };
}
