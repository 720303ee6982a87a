/** Dialogs: loading a flow's world, taking turns in it, entering and going on. */
import type { Conversation, Frame } from '../../engine/conversation.ts';
import type { Flow } from '../../engine/flow.ts';
import { type DialogInput, takesText } from '../../engine/here.ts';
import { type At, ask, openStep } from '../../engine/moves.ts';
import { say, type Words } from '../../engine/say.ts';
import { turn } from '../../engine/turn.ts';
import type { FlowHost } from '../../features/feature.ts';
import type { PromptId } from '../../lib/ids.ts';
import { carryOut, type Handling, removeMessage, stand, tell } from './acting.ts';
import { markAnswered } from './conversations.ts';

/** The registry forgets each flow's world type; a host's world only ever meets its own flow. */
interface AnyHost {
  readonly flow: Flow<unknown>;
  world(acting: Handling['acting'], frame: Pick<Frame, 'version' | 'step' | 'ids'>): Promise<unknown>;
}

function hostOf(h: Handling, flow: string): AnyHost | undefined {
  const host: FlowHost<never> | undefined = h.shell.registry.flow(flow);
  return host as unknown as AnyHost | undefined;
}

async function place(h: Handling, frame: Frame, resting: Frame | undefined): Promise<At<unknown> | undefined> {
  const host = hostOf(h, frame.flow);
  const world = await host?.world(h.acting, frame);
  if (host === undefined || world === undefined) return undefined;
  return {
    flow: host.flow,
    world,
    frame,
    resting,
    around: {
      now: Math.max(h.acting.now, h.acting.source.at),
      newPromptId: () => h.acting.env.newId<PromptId>(),
      numbered: h.shell.channels.get(h.event.channel)?.capabilities.buttons !== true,
      label: (label) => h.shell.translator.text(label, h.reader.locale),
      buttons: h.shell.channels.get(h.event.channel)?.capabilities.buttons === true,
      here: h.acting.address.id,
      masked: h.acting.masked === true,
    },
  };
}

/** One input in the active dialog. */
export async function takeTurn(h: Handling, frame: Frame, input: DialogInput): Promise<void> {
  const at = await place(h, frame, h.acting.conversation.resting);
  if (at === undefined) {
    if (h.acting.masked === true && isPersonal(h, frame) && input.kind !== 'choice') await removeMessage(h);
    return gone(h);
  }
  const taken = turn(at, input, h.acting.source);
  if (taken.unread === true) await removeMessage(h);
  // An option that was typed: its button, tapped afterwards, is the same answer again.
  const typed = input.kind === 'text' && taken.answered !== 'text' ? taken.answered : undefined;
  if (typed !== undefined) await markAnswered(h.acting, frame.promptId, typed);
  await carryOut(h, taken);
}

/** Is what is written in this dialog personal? */
export const isPersonal = (h: Handling, frame: Frame): boolean => hostOf(h, frame.flow)?.flow.personal === true;

/** Shows the question of `frame` (again) and waits there; whatever dialog was in progress rests. */
export async function goOn(h: Handling, frame: Frame): Promise<void> {
  const at = await place(h, frame, restingBeside(h, frame));
  if (at === undefined) return gone(h);
  await carryOut(h, ask(at));
}

/** Leaves the active dialog where it stands. */
export async function leave(h: Handling, frame: Frame): Promise<void> {
  const at = await place(h, frame, h.acting.conversation.resting);
  if (at === undefined) return gone(h);
  const says = [{ say: at.flow.resting(at.world, frame.step) }];
  await carryOut(h, { conversation: { active: undefined, resting: frame }, says, facts: [] });
}

/** Begins a dialog. */
export async function enter(h: Handling, where: Pick<Frame, 'flow' | 'version' | 'step' | 'ids'>): Promise<void> {
  await goOn(h, { ...where, promptId: '' as PromptId, askedAt: h.acting.now });
}

/**
 * Where the member stands, as one line under the answer to something else; undefined outside dialogs. Where any text is taken
 * for the answer it is said each time; elsewhere, such as at the summary, once until the question is shown again; nothing is
 * said where nothing more can be answered.
 */
export async function whereInDialog(h: Handling): Promise<Words | undefined> {
  const { active: frame, resting } = h.acting.conversation;
  if (frame === undefined) return undefined;
  const at = await place(h, frame, undefined);
  if (at === undefined || at.flow.ended?.(at.world, frame.held) !== undefined) return undefined;
  const text = openStep(at)?.text;
  const reminder = at.flow.reminder(
    at.world,
    frame.step,
    text !== undefined && takesText({ ...at, source: h.acting.source }),
  );
  if (text?.free === true) return reminder;
  if (frame.told === true) return undefined;
  await stand(h, { active: { ...frame, told: true }, resting });
  return reminder;
}

/** Only a dialog that keeps free texts is worth coming back to; others are quickly begun anew. */
function restingBeside(h: Handling, frame: Frame): Frame | undefined {
  const { active, resting } = h.acting.conversation;
  const left =
    active !== undefined && active.flow !== frame.flow && hostOf(h, active.flow)?.flow.holding !== undefined
      ? active
      : resting;
  return left?.flow === frame.flow ? undefined : left;
}

async function gone(h: Handling): Promise<void> {
  const conversation: Conversation = { active: undefined, resting: h.acting.conversation.resting };
  await stand(h, conversation);
  await tell(h, [{ say: say('dialog.over') }]);
}
