/** Who did what, and what was refused. */
import type { Feature } from '../feature.ts';
import './facts.ts';
import { write } from './store.ts';

/** For the runtime, which writes a row for every fact that declares an audit. */
export const writeAudit = write;

export function auditFeature(): Feature {
  return {
    name: 'audit',
    facts: {
      'access.refused': {
        /** The audit row is all that is kept of it. */
        write: async () => {},
        audit: ({ permission, subject }) => ({ subject, detail: { permission } }),
      },
    },
  };
}
