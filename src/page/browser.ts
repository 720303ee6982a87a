/** The one place where the page takes time and chance from the browser. */

const BYTES = 15;

/** 20 signs of A-Z a-z 0-9 - _ ; without `crypto.randomUUID`, which browsers keep from pages without TLS. */
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(BYTES));
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_');
}

/** From `ms` to one and a half times it, so that a thousand pages do not all come back in the same moment. */
export function spread(ms: number): number {
  return ms * (1 + Math.random() / 2);
}

/** Milliseconds of a clock that only runs forward. */
export function ticks(): number {
  return performance.now();
}
