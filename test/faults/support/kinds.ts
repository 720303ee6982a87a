/** The same tests on both databases. */
import { describe } from 'vitest';
import type { Kind } from '../../support/databases.ts';

export function eachKindOf(body: (kind: Kind) => void): void {
  describe.each<Kind>(['sqlite', 'pglite'])('on %s', body);
}
