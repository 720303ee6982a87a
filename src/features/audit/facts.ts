import type { Permission } from '../organisation/policy.ts';

declare module '../../engine/fact.ts' {
  interface Facts {
    /** Somebody asked for what is not theirs. `subject`: the id or code of what was asked for, or the command's name. */
    'access.refused': { readonly permission: Permission; readonly subject: string };
  }
}
