/**
 * What waits to be sent, kept in the browser until the server has it. Each has a place of its own in the storage, so that two tabs
 * never overwrite each other's; sent twice by both, it is recognised by its key. Pure but for the storage.
 */
import type { Problem, Sending } from '../../channels/web/protocol.ts';

export interface Waiting extends Sending {
  /** Counted up: what was done first goes first. */
  readonly place: number;
  /** Refused for this reason: it is not tried again. */
  readonly problem?: Problem;
}

/** As much of `Storage` as is used. */
export interface Shelf {
  readonly length: number;
  key(index: number): string | null;
  getItem(name: string): string | null;
  setItem(name: string, value: string): void;
  removeItem(name: string): void;
}

export interface Queue {
  /** In the order in which they were done. */
  all(): readonly Waiting[];
  add(sending: Sending): Waiting;
  refuse(key: string, problem: Problem): void;
  remove(key: string): void;
  clear(): void;
}

const PREFIX = 'tusoi:waiting:';

export function openQueue(shelf: Shelf, chat: string): Queue {
  const prefix = `${PREFIX}${chat}:`;
  const all = (): readonly Waiting[] =>
    namesOf(shelf, prefix)
      .flatMap((name) => readWaiting(shelf.getItem(name)))
      .sort((a, b) => a.place - b.place || (a.key < b.key ? -1 : 1));
  const put = (waiting: Waiting): void => shelf.setItem(prefix + waiting.key, JSON.stringify(waiting));
  return {
    all,
    add: ({ key, input }) => {
      const waiting = { key, input, place: Math.max(0, ...all().map(({ place }) => place)) + 1 };
      put(waiting);
      return waiting;
    },
    refuse: (key, problem) => {
      const [waiting] = readWaiting(shelf.getItem(prefix + key));
      if (waiting !== undefined) put({ ...waiting, problem });
    },
    remove: (key) => shelf.removeItem(prefix + key),
    clear: () => {
      for (const name of namesOf(shelf, prefix)) shelf.removeItem(name);
    },
  };
}

/** Whether a change of the storage in another tab concerns this chat. */
export function concerns(name: string | null, chat: string): boolean {
  return name === null || name.startsWith(`${PREFIX}${chat}:`);
}

function namesOf(shelf: Shelf, prefix: string): readonly string[] {
  const names = Array.from({ length: shelf.length }, (_, index) => shelf.key(index));
  return names.filter((name) => name !== null).filter((name) => name.startsWith(prefix));
}

/** None for what an older page or somebody's hand left there. */
function readWaiting(text: string | null): readonly Waiting[] {
  if (text === null) return [];
  try {
    const value: unknown = JSON.parse(text);
    return isWaiting(value) ? [value] : [];
  } catch {
    return [];
  }
}

function isWaiting(value: unknown): value is Waiting {
  if (typeof value !== 'object' || value === null || !('key' in value) || !('place' in value)) return false;
  const input = 'input' in value ? value.input : undefined;
  return (
    typeof value.key === 'string' &&
    typeof value.place === 'number' &&
    typeof input === 'object' &&
    input !== null &&
    'kind' in input
  );
}

/** A shelf for browsers that keep nothing: what waits is lost with the page. */
export function memoryShelf(): Shelf {
  const kept = new Map<string, string>();
  return {
    get length() {
      return kept.size;
    },
    key: (index) => [...kept.keys()][index] ?? null,
    getItem: (name) => kept.get(name) ?? null,
    setItem: (name, value) => void kept.set(name, value),
    removeItem: (name) => void kept.delete(name),
  };
}
