/** From keys to final words: one message becomes a prompt row and outbox rows, all inside the transaction that says it. */
import type { Composed } from '../../channels/channel.ts';
import type { Said } from '../../engine/moves.ts';
import { type Prompt, type Say, type Words, words } from '../../engine/say.ts';
import type { Instant } from '../../lib/env.ts';
import type { AddressId, OutboxId, PersonId, PromptId } from '../../lib/ids.ts';
import { HOUR, type LocalDate } from '../../lib/time.ts';
import { savePrompt } from '../incoming/conversations.ts';
import { setShown } from '../incoming/people.ts';
import { meteredOf } from '../metering/readings.ts';
import type { Shell, Work } from '../shell.ts';
import { isTyped, listed, offeredTo, optionsOf, pageMark, typedLine } from './choices.ts';
import { HANDED_OUT_FOR, handOut, type Link } from './handouts.ts';
import { type Lane, type NewOutgoing, type Outgoing, putOut } from './outbox.ts';
import { type PageText, pageOf } from './page.ts';
import { choicesOf, isLoose, type Offered, type Piece } from './pieces.ts';

/** Whom a message is for: an address and the language that is read there. */
export interface Reader {
  readonly id: AddressId;
  readonly channel: string;
  readonly platformId: string;
  /** Whose it is; null while it is nobody's. */
  readonly personId: PersonId | null;
  /** The menu shown last, kept up to date while an event is handled. */
  shownPromptId: PromptId | null;
  locale: 'vi' | 'en';
}

export interface Manner {
  readonly lane: Lane;
  /** Not before; undefined = at once, by this process. */
  readonly dueAt?: Instant;
  readonly reminderDay?: LocalDate | undefined;
  /** A further paragraph of the last message. */
  readonly tail?: Words;
}

/** Writes messages down for `reader`, in order. */
export async function putSays(
  work: Work,
  reader: Reader,
  { says, tail, ...manner }: Manner & { readonly says: readonly Said[] },
): Promise<readonly Outgoing[]> {
  const { shell } = work;
  const rows: Outgoing[] = [];
  const shown = says.filter((said) => said.say.besides !== true || uploads(shell, reader));
  const together = meteredOf(shell, reader.channel) !== undefined;
  let before: readonly Words[] = [];
  for (const [index, said] of shown.entries()) {
    const last = index === shown.length - 1;
    // Each message is counted, so words alone go with what follows them.
    if (together && !last && isPlain(said)) {
      before = [...before, said.say];
      continue;
    }
    const { prompt, choices } = await promptOf(work, reader, said);
    const links = said.say.file === undefined ? [] : await linksTo(work, reader, says.slice(says.indexOf(said)));
    const parts = { before, say: said.say, promptId: prompt?.id, choices, links, tail: last ? tail : undefined };
    before = [];
    const calls = shell.channels.get(reader.channel)?.render(compose(shell, reader, parts)) ?? [];
    // A reminder's words are found anew when it is sent.
    const waits = manner.dueAt !== undefined && manner.reminderDay === undefined;
    if (together && waits && calls.length === 1 && isLoose(said)) {
      // What else will be in the same message is not known yet, so it has no menu yet either.
      const pieces = [pieceOf(shell, reader, parts)];
      for (const call of calls) rows.push(await putCall(work, reader, { call, pieces, ...manner }));
      continue;
    }
    if (prompt !== undefined) await putPrompt(work, reader, prompt);
    for (const call of calls) rows.push(await putCall(work, reader, { call, ...manner }));
  }
  return rows;
}

/** Messages whose words are there already, on whatever channel it is now. */
export async function putPieces(
  work: Work,
  reader: Reader,
  { pieces, ...manner }: Omit<Manner, 'tail'> & { readonly pieces: readonly Piece[] },
): Promise<void> {
  for (const piece of pieces) {
    const { choices } = piece;
    const prompt = choices.length === 0 ? undefined : menuOf(work, reader, { choices });
    const read = { channel: reader.channel, locale: piece.locale };
    const composed = composePieces(work.shell, read, { pieces: [piece], promptId: prompt?.id });
    if (prompt !== undefined) await putPrompt(work, reader, prompt);
    const calls = work.shell.channels.get(reader.channel)?.render(composed) ?? [];
    for (const call of calls) await putCall(work, reader, { call, ...manner });
  }
}

/** The prompt of a message that is on its way; typed numbers are about a menu that was shown last. */
export async function putPrompt(
  { cx }: Work,
  reader: Pick<Reader, 'id' | 'shownPromptId'>,
  prompt: Prompt,
): Promise<void> {
  await savePrompt(cx, prompt, reader.id);
  const menu = prompt.flow === undefined ? prompt.id : null;
  if (menu !== reader.shownPromptId) await setShown(cx.c, reader.id, menu);
  reader.shownPromptId = menu;
}

/** Nothing can be chosen, and nothing comes with it. */
export const isPlain = ({ say, prompt }: Said): boolean =>
  prompt === undefined && say.choices === undefined && say.file === undefined;

/** The prompt's row, where the message has something to choose, and its choices as the reader sees them. */
export async function promptOf(
  work: Work,
  reader: Reader,
  { say, prompt }: Said,
): Promise<{ readonly prompt: Prompt | undefined; readonly choices: readonly Offered[] }> {
  if (prompt === undefined && say.choices === undefined) return { prompt: undefined, choices: [] };
  const choices = await offeredTo(work, reader, say);
  const options = optionsOf(choices);
  if (prompt === undefined) return { prompt: menuOf(work, reader, { choices, say }), choices };
  const { id, flow, step } = prompt;
  return { prompt: { id, flow, step, options }, choices };
}

/** The row of what is chosen without a question. */
export function menuOf(
  { shell, cx }: Work,
  { channel }: Pick<Reader, 'channel'>,
  { choices, say = {} }: { readonly choices: readonly Offered[]; readonly say?: Pick<Say, 'page'> },
): Prompt {
  const options = optionsOf(choices);
  const mark = isTyped(shell, channel) ? pageMark(options, say) : [];
  return { id: cx.env.newId<PromptId>(), flow: undefined, step: undefined, options: [...options, ...mark] };
}

/** What a message is made of, beside its reader. */
interface Parts {
  /** Said in the same message, each a paragraph. */
  readonly before?: readonly Words[];
  readonly say: Say;
  readonly promptId: PromptId | undefined;
  readonly choices: readonly Offered[];
  /** Where the message's files are, on a channel that does not carry them. */
  readonly links?: readonly Link[];
  readonly tail?: Words | undefined;
}

/** The message in the reader's words. */
export function compose(
  shell: Pick<Shell, 'translator' | 'channels'>,
  reader: Pick<Reader, 'locale' | 'channel'>,
  parts: Parts,
): Composed {
  const { say, promptId } = parts;
  const composed = composePieces(shell, reader, { pieces: [pieceOf(shell, reader, parts)], promptId, say });
  const file = uploads(shell, reader)
    ? fileFor(say, (one) => shell.translator.text(one, reader.locale), reader.locale)
    : undefined;
  if (say.photo !== true && file === undefined) return composed;
  return {
    ...composed,
    ...(say.photo === true ? { photo: true as const } : {}),
    ...(say.documents === true ? { documents: true as const } : {}),
    file,
  };
}

/** Its words and what it offers, before any channel's form. */
export function pieceOf(
  shell: Pick<Shell, 'translator' | 'channels'>,
  reader: Pick<Reader, 'locale' | 'channel'>,
  { before = [], say, choices, links, tail }: Omit<Parts, 'promptId'>,
): Piece {
  const upload = uploads(shell, reader);
  const elsewhere = say.file === undefined || upload ? undefined : filesElsewhere(links ?? []);
  const said = upload ? say : (say.linked?.together ?? say);
  const further = [elsewhere, tail].flatMap((one) => (one === undefined ? [] : [one]));
  const { locale } = reader;
  const text = [...before, said, ...further].map((one) => shell.translator.text(one, locale).trim()).join('\n\n');
  return { text, choices, locale };
}

/** One message of them all: a paragraph each, and one list of what is to be chosen. */
export function composePieces(
  shell: Pick<Shell, 'translator' | 'channels'>,
  reader: Pick<Reader, 'channel' | 'locale'>,
  { pieces, promptId, say = {} }: Pieces,
): Composed {
  const choices = choicesOf(pieces);
  const list = isTyped(shell, reader.channel) ? listed(choices, say) : undefined;
  const part = list?.part === undefined ? [] : [shell.translator.text(list.part, reader.locale).trim()];
  const typed = list === undefined ? undefined : typedLine(shell, reader, { say, list });
  const composed: Composed = {
    text: [...pieces.map(({ text }) => text), ...part].join('\n\n'),
    promptId,
    free: list?.free ?? say.free === true,
    choices: (list?.offered ?? choices).map(shownChoice),
    file: undefined,
  };
  return typed === undefined ? composed : { ...composed, typed };
}

/** What a channel needs of a choice. Field by field: this is done for every button, and leaving fields out of an object is slow. */
function shownChoice(offered: Offered & { readonly number?: number }): Composed['choices'][number] {
  const { key, label, beside, line, href, number } = offered;
  const choice: { -readonly [K in keyof Composed['choices'][number]]: Composed['choices'][number][K] } = {
    key,
    label,
    beside,
  };
  if (line !== undefined) choice.line = line;
  if (href !== undefined) choice.href = href;
  if (number !== undefined) choice.number = number;
  return choice;
}

/** How the choices of a message are shown and taken. */
type Manners = Pick<Say, 'free' | 'page' | 'typed' | 'choices'>;

interface Pieces {
  readonly pieces: readonly Piece[];
  readonly promptId: PromptId | undefined;
  readonly say?: Manners;
}

const uploads = ({ channels }: Pick<Shell, 'channels'>, { channel }: Pick<Reader, 'channel'>): boolean =>
  channels.get(channel)?.capabilities.upload === true;

function fileFor({ file }: Say, text: PageText, locale: Reader['locale']): Composed['file'] {
  if (file === undefined || 'content' in file) return file;
  return { name: file.name, type: 'text/html', content: pageOf(file.page, text, locale) };
}

/** Where files are links, the first message about them has them all: those of the messages that only go with it, too. */
async function linksTo(work: Work, reader: Reader, [first, ...further]: readonly Said[]): Promise<readonly Link[]> {
  const { shell } = work;
  if (first === undefined || uploads(shell, reader)) return [];
  const next = further.findIndex(({ say }) => say.besides !== true);
  const text: PageText = (one) => shell.translator.text(one, reader.locale);
  const about = [first, ...further.slice(0, next < 0 ? further.length : next)];
  const files = about.flatMap(({ say }) => {
    const file = fileFor(say, text, reader.locale);
    return file === undefined ? [] : [{ file, of: say.of, label: say.linked && text(say.linked.label) }];
  });
  return handOut(work, reader, files);
}

/** The words of the message speak of a file that does not come with it. */
function filesElsewhere(links: readonly Link[]): Words {
  if (links.length === 0) return words('common.file-not-here');
  const lines = links.map(({ name, url }) => words('common.file-link', { name, url }));
  return words('common.file-here', { lines, hours: HANDED_OUT_FOR / HOUR });
}

/** One platform call into the outbox: taken by this process at once, or left until it is due. */
export async function putCall(
  { shell, cx }: Work,
  reader: Pick<Reader, 'id' | 'channel' | 'platformId'>,
  { call, ...manner }: Omit<Manner, 'tail'> & Pick<NewOutgoing, 'call'> & { readonly pieces?: readonly Piece[] },
): Promise<Outgoing> {
  const now = manner.dueAt === undefined;
  return putOut(
    cx.c,
    {
      id: cx.env.newId<OutboxId>(),
      addressId: reader.id,
      channel: reader.channel,
      platformId: reader.platformId,
      lane: manner.lane,
      call,
      pieces: manner.pieces,
      reminderDay: manner.reminderDay,
      dueAt: manner.dueAt ?? cx.now,
      owner: now ? shell.owner : undefined,
    },
    cx.now,
  );
}
