/** The browser's storage, where it has any: in private windows and by some settings it refuses. */
import { memoryShelf, type Shelf } from './chat/queue.ts';

const memory = { local: memoryShelf(), session: memoryShelf() };

/** Shared by all tabs, kept until it is taken away. */
export function localShelf(): Shelf {
  return working(() => window.localStorage) ?? memory.local;
}

/** Of this tab, kept over a reload. */
export function sessionShelf(): Shelf {
  return working(() => window.sessionStorage) ?? memory.session;
}

function working(open: () => Storage): Shelf | undefined {
  try {
    const storage = open();
    storage.setItem('tusoi:probe', '1');
    storage.removeItem('tusoi:probe');
    return storage;
  } catch {
    return undefined;
  }
}
