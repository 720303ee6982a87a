/** What a chat knows: its entries in order, once each, and what the person did that has not come back yet. Pure. */
import type { Entry, Hello, Problem, Sending } from '../../channels/web/protocol.ts';

export type Link = 'connecting' | 'open' | 'lost' | 'ended';

/** Something done on this page, on its way to the server. */
export interface Doing {
  readonly key: string;
  readonly input: Sending['input'];
  /** `taken`: the server has it, its entry is still to come. */
  readonly phase: 'waiting' | 'sending' | 'taken' | 'refused';
  readonly problem?: Problem;
}

/** A file on its way. */
export interface Upload {
  readonly key: string;
  readonly name: string;
  /** In bytes. */
  readonly size: number;
  /** What was written with it. */
  readonly caption: string;
  readonly phase: 'sending' | 'taken' | 'failed' | 'refused';
  /** From 0 to 1. */
  readonly share: number;
  readonly problem?: Problem;
}

export interface ChatState {
  /** Ascending, without gaps. */
  readonly entries: readonly Entry[];
  readonly doing: readonly Doing[];
  readonly uploads: readonly Upload[];
  readonly hello: Hello | undefined;
  readonly link: Link;
  /** The stream has just opened: the next hello says where it begins. Later ones only say what has changed. */
  readonly opened: boolean;
  /** Earlier entries were asked for and there are none. */
  readonly atStart: boolean;
}

export type Change =
  | { readonly kind: 'hello'; readonly hello: Hello }
  | { readonly kind: 'entry'; readonly entry: Entry }
  | { readonly kind: 'earlier'; readonly entries: readonly Entry[] }
  | { readonly kind: 'link'; readonly link: Link }
  | { readonly kind: 'doing'; readonly doing: Doing }
  | { readonly kind: 'undone'; readonly key: string }
  | { readonly kind: 'upload'; readonly upload: Upload };

export const EMPTY_CHAT: ChatState = {
  entries: [],
  doing: [],
  uploads: [],
  hello: undefined,
  link: 'connecting',
  opened: true,
  atStart: false,
};

export function changed(state: ChatState, change: Change): ChatState {
  switch (change.kind) {
    case 'hello':
      return greeted(state, change.hello);
    case 'entry':
      return withEntries(state, [change.entry]);
    case 'earlier':
      return change.entries.length === 0 ? { ...state, atStart: true } : withEntries(state, change.entries);
    case 'link':
      return state.link === 'ended'
        ? state
        : { ...state, link: change.link, opened: state.opened || change.link === 'open' };
    case 'doing':
      return withDoing(state, change.doing);
    case 'undone':
      return {
        ...state,
        doing: state.doing.filter(({ key }) => key !== change.key),
        uploads: state.uploads.filter(({ key }) => key !== change.key),
      };
    case 'upload':
      return withUpload(state, change.upload);
  }
}

/** The number after which the stream is to go on. */
export function lastNumber(state: ChatState): number {
  return state.entries[state.entries.length - 1]?.n ?? 0;
}

function greeted(state: ChatState, hello: Hello): ChatState {
  // After a long absence the stream begins later than where it was left, and in a chat that was emptied it begins anew. What lay
  // before is asked for again when somebody wants to see it.
  const elsewhere = state.opened && hello.from !== lastNumber(state) + 1;
  const next = { ...state, hello, opened: false };
  return elsewhere ? { ...next, entries: [], atStart: false } : next;
}

function withEntries(state: ChatState, more: readonly Entry[]): ChatState {
  const known = new Map(state.entries.map((entry) => [entry.n, entry]));
  const fresh = more.filter(({ n }) => !known.has(n));
  if (fresh.length === 0) return state;
  const [first] = fresh;
  const inOrder = fresh.length === 1 && first !== undefined && first.n > lastNumber(state);
  for (const entry of fresh) known.set(entry.n, entry);
  const entries = inOrder ? [...state.entries, first] : [...known.values()].sort((a, b) => a.n - b.n);
  const came = new Set(fresh.flatMap((entry) => ('key' in entry ? [entry.key] : [])));
  return {
    ...state,
    entries,
    doing: state.doing.filter(({ key }) => !came.has(key)),
    uploads: state.uploads.filter(({ key }) => !came.has(key)),
  };
}

function withDoing(state: ChatState, doing: Doing): ChatState {
  const back = state.entries.some((entry) => 'key' in entry && entry.key === doing.key);
  // A tap leaves no entry of its own: once it is taken, the answer follows.
  const over = back || (doing.phase === 'taken' && doing.input.kind === 'choice');
  return { ...state, doing: placed(state.doing, doing, over) };
}

function withUpload(state: ChatState, upload: Upload): ChatState {
  const back = state.entries.some((entry) => 'key' in entry && entry.key === upload.key);
  return { ...state, uploads: placed(state.uploads, upload, back) };
}

function placed<T extends { readonly key: string }>(list: readonly T[], one: T, over: boolean): readonly T[] {
  if (over) return list.filter(({ key }) => key !== one.key);
  return list.some(({ key }) => key === one.key)
    ? list.map((each) => (each.key === one.key ? one : each))
    : [...list, one];
}
