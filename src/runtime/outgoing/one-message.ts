/** What is sent to an address now is one message where each is counted: what waited for the morning, and the day's reminder. */
import type { Say } from '../../engine/say.ts';
import type { Work } from '../shell.ts';
import { offeredTo } from './choices.ts';
import { composePieces, menuOf, pieceOf, putPrompt, type Reader } from './compose.ts';
import { joinRows, type Outgoing } from './outbox.ts';
import { choicesOf, type Piece } from './pieces.ts';

/** A reminder as it reads now. */
export interface Reminder {
  readonly say: Say;
  readonly reader: Reader;
  /** Of how many calls the one in the outbox consists. */
  readonly parts: number;
}

/** A row that is sent. */
export interface Kept {
  readonly row: Outgoing;
  /** What is said anew in it. */
  readonly reminder: Reminder | undefined;
}

/** Rows that follow each other at one address and may go out in one message; every other row by itself. */
export function groupsOf(
  rows: readonly Outgoing[],
  counted: (row: Outgoing) => boolean,
): readonly (readonly Outgoing[])[] {
  const loose = (row: Outgoing): boolean => row.pieces !== undefined || (row.reminderDay !== undefined && counted(row));
  const groups: Outgoing[][] = [];
  for (const row of rows) {
    const group = groups.at(-1);
    const before = group?.at(-1);
    if (before?.addressId === row.addressId && loose(before) && loose(row)) group?.push(row);
    else groups.push([row]);
  }
  return groups;
}

/** The rows that are sent for these: one, where all of it is a single call of the channel; else one after another. */
export async function asOne(work: Work, kept: readonly Kept[]): Promise<readonly Outgoing[]> {
  const made = await joined(work, kept);
  if (made !== undefined) return [made];
  if (kept.length < 2) return kept.map(({ row }) => row);
  const rows: Outgoing[] = [];
  for (const one of kept) rows.push((await joined(work, [one])) ?? one.row);
  return rows;
}

/** A reminder is known only until its row is sent, so its row carries the others: without it, they still go. */
async function joined(work: Work, kept: readonly Kept[]): Promise<Outgoing | undefined> {
  const { shell, cx } = work;
  const carrier = kept.find(({ reminder }) => reminder !== undefined) ?? kept.at(-1);
  if (carrier === undefined || kept.some(({ reminder }) => reminder !== undefined && reminder.parts > 1))
    return undefined;
  const { row, reminder } = carrier;
  const own = kept.flatMap((one) => one.row.pieces ?? []);
  const further = reminder === undefined ? [] : [await pieceNow(work, reminder)];
  const pieces = [...own, ...further];
  const last = pieces.at(-1);
  if (last === undefined) return undefined;
  const choices = choicesOf(pieces);
  const prompt = choices.length === 0 ? undefined : menuOf(work, row, { choices });
  const reader = { channel: row.channel, locale: last.locale };
  const composed = composePieces(shell, reader, { pieces, promptId: prompt?.id });
  const [call, ...more] = shell.channels.get(row.channel)?.render(composed) ?? [];
  if (call === undefined || more.length > 0) return undefined;
  if (prompt !== undefined) await putPrompt(work, { id: row.addressId, shownPromptId: null }, prompt);
  const one = { ...row, call, pieces: own.length === 0 ? undefined : own };
  const others = kept.flatMap(({ row: { id } }) => (id === row.id ? [] : [id]));
  await joinRows(cx.c, others, one);
  return one;
}

async function pieceNow(work: Work, { say, reader }: Reminder): Promise<Piece> {
  return pieceOf(work.shell, reader, { say, choices: await offeredTo(work, reader, say) });
}
