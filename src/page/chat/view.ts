/** What a chat shows: its entries as a list of things to draw. Pure. */
import type { Entry, FileOnPage } from '../../channels/web/protocol.ts';
import type { ChatState, Doing, Upload } from './state.ts';

type Said = Extract<Entry, { kind: 'said' }>;

/** How the options of a prompt stand. */
export interface Standing {
  /** The option taken last. */
  readonly taken: string | undefined;
  /** Tapped on this page and not answered yet. */
  readonly tapped: string | undefined;
  /** No later message asks anything. */
  readonly newest: boolean;
}

export type Item =
  | { readonly kind: 'day'; readonly key: string; readonly at: number }
  | { readonly kind: 'said'; readonly key: string; readonly entry: Said; readonly standing: Standing }
  | OwnText
  | {
      readonly kind: 'file';
      readonly key: string;
      readonly at: number;
      readonly file: FileOnPage;
      readonly caption: string;
      readonly kept: boolean;
    }
  | { readonly kind: 'doing'; readonly key: string; readonly doing: Doing; readonly text: string }
  | { readonly kind: 'upload'; readonly key: string; readonly upload: Upload };

export interface OwnText {
  readonly kind: 'own';
  readonly key: string;
  readonly n: number;
  readonly at: number;
  readonly text: string;
  readonly amended: boolean;
  /** A command is not amended: it has been carried out. */
  readonly amendable: boolean;
}

/** `dayOf` names the day of a moment, the same for all of one day. */
export function itemsOf(state: ChatState, dayOf: (at: number) => string): readonly Item[] {
  const known = lookUp(state);
  const items: Item[] = [];
  let day: string | undefined;
  for (const entry of state.entries) {
    const item = itemOf(entry, known);
    if (item === undefined) continue;
    const today = dayOf(entry.at);
    if (today !== day) items.push({ kind: 'day', key: `day ${entry.n}`, at: entry.at });
    day = today;
    items.push(item);
  }
  return [...items, ...state.doing.flatMap(shownDoing), ...state.uploads.map(shownUpload)];
}

interface Known {
  readonly taken: ReadonlyMap<string, string>;
  readonly amended: ReadonlyMap<number, string>;
  readonly tapped: ReadonlyMap<string, string>;
  readonly newest: string | undefined;
}

function lookUp({ entries, doing }: ChatState): Known {
  const taken = new Map<string, string>();
  const amended = new Map<number, string>();
  let newest: string | undefined;
  for (const entry of entries) {
    if (entry.kind === 'answered') taken.set(entry.prompt, entry.choice);
    else if (entry.kind === 'amended') amended.set(entry.of, entry.text);
    else if (entry.kind === 'said' && entry.prompt !== undefined) newest = entry.prompt.id;
  }
  const taps = doing.flatMap(({ input, phase }) =>
    input.kind === 'choice' && phase !== 'refused' ? [[input.prompt, input.choice] as const] : [],
  );
  return { taken, amended, tapped: new Map(taps), newest };
}

function itemOf(entry: Entry, known: Known): Item | undefined {
  const key = `n${entry.n}`;
  switch (entry.kind) {
    case 'said':
      return { kind: 'said', key, entry, standing: standingOf(entry, known) };
    case 'wrote': {
      const amended = known.amended.get(entry.n);
      const amendable = !entry.text.startsWith('/');
      const text = amended ?? entry.text;
      // Known by the client's own key, so that a text which waited stays the same element when it has come back.
      return { kind: 'own', key: entry.key, n: entry.n, at: entry.at, text, amended: amended !== undefined, amendable };
    }
    case 'sent':
      return {
        kind: 'file',
        key: entry.key,
        at: entry.at,
        file: entry.file,
        caption: entry.caption,
        kept: entry.kept !== false,
      };
    default:
      return undefined;
  }
}

function standingOf({ prompt }: Said, { taken, tapped, newest }: Known): Standing {
  if (prompt === undefined) return { taken: undefined, tapped: undefined, newest: false };
  return { taken: taken.get(prompt.id), tapped: tapped.get(prompt.id), newest: prompt.id === newest };
}

/** A tap is shown on its button, unless it was refused. */
function shownDoing(doing: Doing): readonly Item[] {
  const { input } = doing;
  if (input.kind !== 'choice') return [{ kind: 'doing', key: doing.key, doing, text: input.text }];
  return doing.phase === 'refused' ? [{ kind: 'doing', key: doing.key, doing, text: '' }] : [];
}

function shownUpload(upload: Upload): Item {
  return { kind: 'upload', key: upload.key, upload };
}
