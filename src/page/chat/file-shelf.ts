/**
 * Files that wait to be sent, kept in the browser over a reload, as texts are (queue.ts). Where the browser keeps none, in some
 * private windows, they are lost with the page; nothing here ever fails.
 */
import type { Captioned } from './post.ts';

export interface KeptFile extends Captioned {
  readonly key: string;
}

export interface FileShelf {
  /** Those of this chat. */
  all(): Promise<readonly KeptFile[]>;
  has(key: string): Promise<boolean>;
  keep(kept: KeptFile): Promise<void>;
  drop(key: string): Promise<void>;
  clear(): Promise<void>;
}

interface Row extends KeptFile {
  readonly chat: string;
}

const DATABASE = 'tusoi';
const STORE = 'files';

export function openFileShelf(chat: string): FileShelf {
  const database = opened();
  const read = async <R>(run: (store: IDBObjectStore) => IDBRequest<R>): Promise<R | undefined> => {
    try {
      return await result(run((await database).transaction(STORE).objectStore(STORE)));
    } catch {
      return undefined;
    }
  };
  const write = async (run: (store: IDBObjectStore) => void): Promise<void> => {
    try {
      const work = (await database).transaction(STORE, 'readwrite');
      run(work.objectStore(STORE));
      await done(work);
    } catch {
      // Kept nowhere: it is still in the memory of this page.
    }
  };
  const all = async (): Promise<readonly Row[]> => {
    const rows: readonly unknown[] = (await read((store) => store.getAll())) ?? [];
    return rows.filter(isRow).filter((row) => row.chat === chat);
  };
  return {
    all,
    has: async (key) => ((await read((store) => store.count(key))) ?? 0) > 0,
    keep: ({ key, file, caption }) => write((store) => store.put({ chat, key, file, caption } satisfies Row)),
    drop: (key) => write((store) => store.delete(key)),
    clear: async () => {
      const mine = await all();
      await write((store) => {
        for (const { key } of mine) store.delete(key);
      });
    },
  };
}

function opened(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    // In some browsers already the name is forbidden.
    const request = window.indexedDB.open(DATABASE, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: 'key' });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

function result<R>(request: IDBRequest<R>): Promise<R> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

function done(work: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    work.oncomplete = () => resolve();
    work.onabort = () => reject(work.error);
  });
}

/** Not what an older page left there. */
function isRow(value: unknown): value is Row {
  return (
    typeof value === 'object' &&
    value !== null &&
    'chat' in value &&
    'key' in value &&
    typeof value.key === 'string' &&
    'caption' in value &&
    typeof value.caption === 'string' &&
    'file' in value &&
    value.file instanceof File
  );
}
