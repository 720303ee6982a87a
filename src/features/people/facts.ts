import type { Instant } from '../../lib/env.ts';
import type { AddressId, PersonId } from '../../lib/ids.ts';

declare module '../../engine/fact.ts' {
  interface Facts {
    /** A one-time code was made; older open ones of the same person end with it. `by` undefined: the operator. */
    'invite.created': {
      readonly inviteId: string;
      readonly personId: PersonId;
      readonly codeHash: string;
      readonly by: PersonId | undefined;
      readonly at: Instant;
      readonly expiresAt: Instant;
    };
    /** What was typed on an unlinked address looked like a code and was none; `wrongCodes` are now so many. */
    'code.refused': { readonly addressId: AddressId; readonly wrongCodes: number };
    /** Too many wrong codes. */
    'address.locked': { readonly addressId: AddressId; readonly until: Instant };
    /** A code was handed in: the address is the person's, all `unlinked` ones are nobody's from now on. */
    'address.linked': {
      readonly addressId: AddressId;
      readonly personId: PersonId;
      readonly inviteId: string;
      readonly unlinked: readonly AddressId[];
      readonly at: Instant;
    };
    /** A code for linking a further chat was made; an older open one of the same person ends with it. */
    'link-code.created': {
      readonly personId: PersonId;
      /** Where it was made. */
      readonly addressId: AddressId;
      readonly codeHash: string;
      readonly at: Instant;
      readonly expiresAt: Instant;
    };
    /** Such a code was handed in: the address is the person's too; those of the same channel, `replaced`, are nobody's. */
    'address.added': {
      readonly addressId: AddressId;
      readonly personId: PersonId;
      readonly channel: string;
      readonly codeHash: string;
      /** Where the code was made. */
      readonly madeIn: AddressId;
      readonly replaced: readonly AddressId[];
      readonly at: Instant;
    };
    /** The person gave an address up. */
    'address.unlinked': {
      readonly addressId: AddressId;
      readonly personId: PersonId;
      readonly channel: string;
      /** Where they said so, and on which channel that is. */
      readonly from: AddressId;
      readonly fromChannel: string;
      readonly at: Instant;
    };
    /** All browsers of the person were signed out. */
    'places.ended': { readonly personId: PersonId; readonly at: Instant };
    'consent.decided': {
      readonly personId: PersonId;
      readonly decision: 'given' | 'declined';
      readonly textVersion: string;
      readonly channel: string;
      readonly at: Instant;
    };
    /** Reminders end and drafts are erased: whoever owns such rows handles this too. */
    'consent.withdrawn': {
      readonly personId: PersonId;
      readonly textVersion: string;
      readonly channel: string;
      readonly at: Instant;
    };
    /** `personId` undefined: a stranger's address. */
    'language.chosen': {
      readonly addressId: AddressId;
      readonly personId: PersonId | undefined;
      readonly locale: 'vi' | 'en';
    };
    /** Somebody took a copy of everything stored about them. */
    'data.exported': { readonly personId: PersonId };
  }
}
