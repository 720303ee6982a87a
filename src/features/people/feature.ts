/** How people join, whether they take part, in which language, and what they may do about their own data. */

import type { FactOf } from '../../engine/fact.ts';
import { type Notice, say } from '../../engine/say.ts';
import { type Command, type Cx, type Feature, hosting } from '../feature.ts';
import { consentFlow } from './consent.flow.ts';
import './facts.ts';
import { hiddenMember } from './hidden.ts';
import { invite, invitePage } from './invite.ts';
import { begin, codeTyped, consentWorld, looseText, start, stranger } from './joining.ts';
import { addedSay, link as linkChat, linked, move, placeName, unlink, unlinkChosen } from './linking/commands.ts';
import { addAddress, unlinkAddress, writeLinkCode } from './linking/store.ts';
import { endPlaces } from './places-store.ts';
import { language, myData, withdraw, withdrawChosen } from './rights.ts';
import { signOut, signOutChosen } from './signing-out.ts';
import { countWrongCode, latestConsent, link, lockAddress, writeConsent, writeInvite, writeLocale } from './store.ts';

export interface PeopleOptions {
  /** People open the program's page in browsers of their own: how to leave all of them is among the commands shown. */
  readonly browsers: boolean;
  /** There is more than one channel, so that a chat on another one can be linked: how is among the commands shown. */
  readonly linking: boolean;
}

export function peopleFeature({ browsers, linking }: PeopleOptions): Feature {
  return {
    name: 'people',
    commands: [
      ...commands,
      linking ? { ...linkingChats, describe: 'people.describe.lienket', run: linkChat } : linkingChats,
      browsers ? { ...signingOut, describe: 'people.describe.thoat' } : signingOut,
    ],
    flows: [hosting({ flow: consentFlow, world: (acting, { version }) => consentWorld(acting, version) })],
    facts,
    stranger: (from, input) => stranger(from, input, { linking }),
    hidden: async (acting) => hiddenMember(acting),
    looseText,
    aside: codeTyped,
    consent: async (cx, personId) => (await latestConsent(cx.c, personId))?.decision ?? 'none',
  };
}

const commands: readonly Command[] = [
  { name: 'start', aliases: [], withoutConsent: true, run: start },
  { name: 'batdau', aliases: ['begin'], describe: 'people.describe.batdau', withoutConsent: true, run: begin },
  { name: 'ngonngu', aliases: ['language'], describe: 'people.describe.ngonngu', withoutConsent: true, run: language },
  { name: 'lienketxong', aliases: [], hidden: true, withoutConsent: true, run: linked },
  {
    name: 'huylienket',
    aliases: ['unlink'],
    describe: 'people.describe.huylienket',
    withoutConsent: true,
    run: unlink,
  },
  { name: 'huylienketchon', aliases: [], hidden: true, withoutConsent: true, run: unlinkChosen },
  { name: 'dulieu', aliases: ['mydata'], describe: 'people.describe.dulieu', withoutConsent: true, run: myData },
  {
    name: 'rutdongy',
    aliases: ['withdraw'],
    describe: 'people.describe.rutdongy',
    withoutConsent: true,
    run: withdraw,
  },
  { name: 'thoatchon', aliases: [], hidden: true, withoutConsent: true, run: signOutChosen },
  { name: 'rutdongychon', aliases: [], hidden: true, withoutConsent: true, run: withdrawChosen },
  {
    name: 'moi',
    aliases: ['invite'],
    describe: 'people.describe.moi',
    menuFor: 'cell-officer',
    needs: 'invite.create',
    run: invite,
  },
  { name: 'moitrang', aliases: [], hidden: true, needs: 'invite.create', run: invitePage },
];

const linkingChats: Command = { name: 'lienket', aliases: ['link'], withoutConsent: true, run: move };
const signingOut: Command = { name: 'thoat', aliases: ['signout'], withoutConsent: true, run: signOut };

const facts: NonNullable<Feature['facts']> = {
  'invite.created': {
    write: (cx, fact) => writeInvite(cx.c, fact),
    audit: ({ personId, expiresAt }) => ({ subject: personId, detail: { expiresAt } }),
  },
  'code.refused': { write: (cx, fact) => countWrongCode(cx.c, fact.addressId, fact.wrongCodes) },
  'address.locked': {
    write: (cx, fact) => lockAddress(cx.c, fact.addressId, fact.until),
    audit: ({ addressId, until }) => ({ subject: addressId, detail: { until } }),
  },
  'address.linked': {
    write: (cx, fact) => link(cx.c, fact),
    audit: ({ personId, addressId, unlinked }) => ({
      subject: personId,
      detail: { addressId, unlinked: unlinked.length },
    }),
    // At night too: whoever still holds the old phone may be the one whose account was taken over.
    tells: async (_cx, { unlinked }) =>
      unlinked.map((toAddress): Notice => ({ toAddress, say: say('people.unlinked'), urgent: true })),
  },
  'link-code.created': {
    write: (cx, fact) => writeLinkCode(cx.c, fact),
    audit: ({ personId, addressId, expiresAt }) => ({ subject: personId, detail: { addressId, expiresAt } }),
  },
  'address.added': {
    write: (cx, fact) => addAddress(cx.c, fact),
    audit: ({ personId, addressId, replaced }) => ({
      subject: personId,
      detail: { addressId, replaced: replaced.length },
    }),
    // At night too, all of these: they protect whoever did not do it.
    tells: async (_cx, { addressId, channel, madeIn, replaced }) => [
      ...replaced.map((toAddress): Notice => ({ toAddress, say: say('people.link.replaced'), urgent: true })),
      ...(replaced.includes(madeIn)
        ? []
        : [{ toAddress: madeIn, say: addedSay(channel, addressId), urgent: true } as const]),
    ],
  },
  'address.unlinked': {
    write: (cx, fact) => unlinkAddress(cx.c, fact),
    audit: ({ personId, addressId }) => ({ subject: personId, detail: { addressId } }),
    tells: async (_cx, { addressId, personId, channel, from, fromChannel }) =>
      from === addressId
        ? [{ to: personId, say: say('people.unlink.elsewhere', { where: placeName(channel) }), urgent: true }]
        : [{ toAddress: addressId, say: say('people.unlink.told', { where: placeName(fromChannel) }), urgent: true }],
  },
  'places.ended': {
    write: (cx, fact) => endPlaces(cx.c, fact),
    audit: ({ personId }) => ({ subject: personId }),
  },
  // Not audited: what a member decided is shown to nobody, and the consents are their own record.
  'consent.decided': { write: (cx, fact) => consented(cx, fact, fact.decision) },
  'consent.withdrawn': { write: (cx, fact) => consented(cx, fact, 'withdrawn') },
  'language.chosen': { write: (cx, fact) => writeLocale(cx.c, fact) },
  'data.exported': {
    /** The audit row is all that is kept of it. */
    write: async () => {},
    audit: ({ personId }) => ({ subject: personId }),
  },
};

type Decided = FactOf<'consent.decided'> | FactOf<'consent.withdrawn'>;

async function consented(
  cx: Cx,
  { personId, textVersion, channel, at }: Decided,
  decision: 'given' | 'declined' | 'withdrawn',
): Promise<void> {
  await writeConsent(cx.c, { id: cx.env.newId(), personId, decision, textVersion, channel, at });
}
