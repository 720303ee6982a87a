/** What is kept of a platform's limits. */
import type { LocalMonth } from '../../lib/time.ts';
import type { Stage } from './model.ts';

declare module '../../engine/fact.ts' {
  interface Facts {
    /** So much of a limit is used, and the administrators are told. */
    'quota.reached': {
      readonly channel: string;
      readonly month: LocalMonth;
      readonly of: 'messages' | 'people';
      readonly stage: Stage;
      readonly used: number;
      readonly cap: number;
    };
  }
}
