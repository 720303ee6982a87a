/** One event, from whoever sent it: a group, a stranger, or a member. */
import type { Conversation } from '../../engine/conversation.ts';
import type { InboundEvent } from '../../engine/input.ts';
import { type Say, say } from '../../engine/say.ts';
import type { Cx, Stranger, StrangerOutcome } from '../../features/feature.ts';
import { putSays, type Reader } from '../outgoing/compose.ts';
import type { Outgoing } from '../outgoing/outbox.ts';
import type { Shell, Work } from '../shell.ts';
import { addressOf, type Handling, handling, isCounted, keep, sayHeld, tell } from './acting.ts';
import { buttonCommand } from './command.ts';
import { hiddenIn } from './hidden.ts';
import { saidLately } from './once.ts';
import { type AddressRow, lockPerson, markGone, moveAddress, type PersonRow } from './people.ts';
import { record } from './record.ts';
import { route } from './route.ts';

/** An event with the rows that its batch has locked. */
export interface Located {
  readonly event: InboundEvent;
  readonly address: AddressRow;
  readonly person: PersonRow | undefined;
  /** Where the person stands, if that was looked up with those of the others. */
  readonly conversation?: Conversation | undefined;
}

export async function handleEvent(shell: Shell, cx: Cx, located: Located): Promise<readonly Outgoing[]> {
  const { event, address, person, conversation } = located;
  const { input } = event;
  if (input.kind === 'presence') {
    if (!input.reachable) await markGone(cx, address.id, 'blocked');
    return [];
  }
  if (input.kind === 'moved') {
    await moveAddress(cx.c, address.id, input.to);
    return [];
  }
  if (event.group) return inGroup(shell, cx, located);
  const hidden = await hiddenIn(shell, cx, located);
  if (hidden === 'silence') return [];
  if (person === undefined) return fromStranger(shell, cx, { ...located, hidden: hidden === 'way' });
  const h = await handling(shell, cx, { event, address, person, conversation });
  if (hidden === 'way') await otherWay(h);
  else await route(h, input);
  await sayHeld(h);
  return h.out;
}

/** Groups get one short answer to a command and silence otherwise: nothing personal is ever said there. */
async function inGroup(shell: Shell, cx: Cx, { event, address }: Located): Promise<readonly Outgoing[]> {
  if (event.input.kind !== 'command' || (await saidLately({ shell, cx }, address, 'common.group'))) return [];
  return putSays(
    { shell, cx },
    { ...address, locale: shell.locale },
    { says: [{ say: say('common.group') }], lane: 'reply' },
  );
}

async function otherWay(h: Handling): Promise<void> {
  const feature = h.shell.registry.features.find((one) => one.hidden !== undefined);
  const { facts = [], says = [] } = (await feature?.hidden?.(h.acting)) ?? {};
  await keep(h, facts);
  // Without a word about the open question: here it cannot be answered.
  await tell(
    h,
    says.map((one) => ({ say: one })),
  );
}

async function fromStranger(
  shell: Shell,
  cx: Cx,
  { event, address, hidden }: Located & { readonly hidden: boolean },
): Promise<readonly Outgoing[]> {
  const reader: Reader = { ...address, locale: address.locale ?? shell.locale };
  const stranger: Stranger = {
    ...cx,
    address: addressOf(address),
    source: { at: event.at, addressId: address.id, messageId: event.messageId, promptId: undefined },
    locale: reader.locale,
  };
  const outcome = await strangerOutcome(shell, stranger, { ...event, hidden });
  if (outcome === undefined) return [];
  const rows = [...(await record({ shell, cx }, outcome.facts ?? [], null))];
  for (const fact of outcome.facts ?? []) if (fact.type === 'language.chosen') reader.locale = fact.locale;
  const says = (await toBeSaid({ shell, cx }, address, outcome)).map((one) => ({ say: one }));
  const together = outcome.becomes !== undefined && isCounted({ shell, event });
  if (!together) rows.push(...(await putSays({ shell, cx }, reader, { says, lane: 'reply' })));
  if (outcome.becomes !== undefined) {
    const person = await lockPerson(cx.c, outcome.becomes.personId, address.id);
    if (person === undefined) throw new Error('a code belongs to nobody');
    const h = await handling(shell, cx, {
      event,
      address: { ...address, personId: person.id, shownPromptId: reader.shownPromptId },
      person,
    });
    if (together) h.held.push(...says);
    await buttonCommand(h, outcome.becomes.then);
    await sayHeld(h);
    rows.push(...h.out);
  }
  return rows;
}

/** What only says again what was said within the hour is not said, where messages are counted. */
async function toBeSaid(work: Work, address: AddressRow, { says = [], facts = [] }: StrangerOutcome) {
  const fresh: Say[] = [];
  for (const one of says) if (!(await saidLately(work, address, one.key)) || facts.length > 0) fresh.push(one);
  return fresh;
}

async function strangerOutcome(
  shell: Shell,
  stranger: Stranger,
  { input, hidden }: InboundEvent & { readonly hidden: boolean },
): Promise<StrangerOutcome | undefined> {
  const feature = shell.registry.features.find((one) => one.stranger !== undefined);
  switch (input.kind) {
    case 'text':
      return feature?.stranger?.(stranger, { kind: 'text', text: input.text });
    case 'command':
      return feature?.stranger?.(stranger, { kind: 'command', name: input.name, args: input.args });
    case 'edit':
      return input.unsure === true ? undefined : feature?.stranger?.(stranger, { kind: 'edit', text: input.text });
    case 'presence':
    case 'moved':
    case 'ignored':
      return undefined;
    default:
      return feature?.stranger?.(stranger, { kind: hidden ? 'hidden' : 'other' });
  }
}
