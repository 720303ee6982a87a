/**
 * One turn of a dialog: (frame, input, world) → (conversation, says, facts). It does nothing itself; the runtime writes
 * down what it answers, and the frame goes through JSON between any two turns.
 */
import { isBlank } from '../lib/blank.ts';
import type { Source } from './fact.ts';
import type { Move, Sent, Step } from './flow.ts';
import { heldTurn, hold } from './held.ts';
import {
  beforeAsked,
  type DialogInput,
  elsewhere,
  type Here,
  meansItself,
  more,
  notHere,
  own,
  unasked,
  unlikely,
  unseen,
} from './here.ts';
import {
  type At,
  again,
  ask,
  follow,
  openQuestion,
  openStep,
  over,
  plain,
  prompt,
  remark,
  type Turn,
} from './moves.ts';
import { type Say, say } from './say.ts';
import { answerable, labelled, optionsOf, pagesOf, read, readAs, readWord, turned, types, which } from './typing.ts';

/** Handles one input in the active dialog. The step of `frame` must exist in `world`; the caller has looked. */
export function turn<W>(at: At<W>, input: DialogInput, source: Source): Turn {
  const { flow, world, frame, resting, around } = at;
  const here: Here<W> = { flow, world, frame, resting, around, source };
  if (at.around.masked !== true || at.flow.personal !== true || input.kind === 'choice') return take(here, input);
  if (input.kind === 'text' && isSpoken(here, input.text)) return take(here, input);
  const found = input.kind === 'text' ? optionTyped(here, input.text) : undefined;
  if (found?.how === 'several') return remark(here, found.which);
  return found === undefined ? { ...turnAway(here), unread: true } : take(here, { kind: 'choice', key: found.key });
}

function take<W>(here: Here<W>, input: DialogInput): Turn {
  const step = openStep(here);
  if (step === undefined) return over(here);
  const ended = here.flow.ended?.(here.world, here.frame.held);
  if (ended !== undefined) return { ...over(here, ended), answered: input.kind === 'choice' ? input.key : 'text' };
  if (input.kind === 'text' && isBlank(input.text)) return remark(here, wanted(step));
  if (here.frame.held !== undefined) return heldTurn(here, here.frame.held, input);
  switch (input.kind) {
    case 'choice':
      return choose(here, step, input.key);
    case 'text':
      return write(here, step, input.text);
    case 'photo':
      return show(here, step, { picture: input.picture, caption: input.caption });
    case 'document':
      return document(here, step, { picture: input.picture, caption: input.caption });
    case 'unsupported':
      return remark(here, wanted(step));
  }
}

const wanted = ({ photo, wanted: own }: Step): Say =>
  photo === undefined ? say('dialog.text-wanted') : (own ?? say('dialog.photo-wanted'));

/** A document answers only where one is asked for, and asked for here. */
function document<W>(here: Here<W>, step: Step, sent: Sent): Turn {
  const asked = step.photo !== undefined && (step.ask.documents === true || unseen(here));
  return asked ? show(here, step, sent) : remark(here, wanted(step));
}

/** A photo answers where one is asked for. Elsewhere what is written under it may, and then its writer hears that only that does. */
function show<W>(here: Here<W>, step: Step, sent: Sent): Turn {
  if (step.photo !== undefined) {
    if (unseen(here)) return again(here, say('dialog.moved'));
    const reading = step.photo(sent, here.source);
    return reading.ok ? follow(here, reading.move, { as: 'text' }) : remark(here, reading.problem);
  }
  if (step.text === undefined || isBlank(sent.caption)) return remark(here, say('dialog.text-wanted'));
  const written = write(here, step, sent.caption);
  if (written.facts.length === 0) return written;
  return { ...written, says: [...plain([say('dialog.caption-only')]), ...written.says] };
}

/** The option of the open question that was typed. */
function optionTyped<W>(here: Here<W>, text: string): ReturnType<typeof read> {
  const shown = openQuestion(here);
  const found = shown === undefined ? undefined : readAs(shown, text, here.around);
  if (found?.how !== 'one') return found;
  const options = here.frame.held === undefined ? openStep(here)?.on : here.flow.holding?.on;
  return options !== undefined && Object.hasOwn(options, found.key) ? found : undefined;
}

/** A word that is understood here whatever is asked, so it is nobody's answer. */
function isSpoken<W>(here: Here<W>, text: string): boolean {
  if (!types(here.around)) return false;
  const word = readWord(text);
  if (word === 'next' || word === 'previous') return here.frame.held === undefined && pages(here) > 1;
  return word !== undefined || meansItself(here, text) !== undefined;
}

function pages<W>(here: Here<W>): number {
  const shown = openQuestion(here);
  return shown === undefined || shown.free === true ? 1 : pagesOf(answerable(shown).length);
}

/** The question again, and where to write; what came in leaves no trace. */
function turnAway<W>(here: Here<W>): Turn {
  const asked = ask(here);
  if (asked.conversation.active === undefined) return asked;
  return { ...asked, says: [...plain([say('dialog.write-there')]), ...asked.says] };
}

function choose<W>(here: Here<W>, step: Step, key: string): Turn {
  const move = own(step.on, key);
  return move === undefined ? again(here, say('dialog.choose')) : follow(here, move(here.source), { as: key });
}

function write<W>(here: Here<W>, step: Step, text: string): Turn {
  const { around, frame, source } = here;
  const named = labelled(step.ask, text, around);
  if (named !== undefined && own(step.on, named) !== undefined)
    return putAside(here, named) ?? choose(here, step, named);
  const spoken = speak(here, step, text);
  if (spoken !== undefined) return spoken;
  if (step.text?.free === true) return writeFreely(here, step.text, text);
  if (unseen(here) || ((types(around) || frame.answered !== undefined) && beforeAsked(here)))
    return keepAside(here, text) ?? putAside(here) ?? again(here, say(unseen(here) ? 'dialog.moved' : 'dialog.choose'));
  const exact = read(step.ask, text, around);
  if (exact?.how === 'several') return remark(here, exact.which);
  // Where only some texts are answers, one that reads as an answer is one, even if it could be the number of an option.
  const reading = step.text?.read(text, source);
  if (reading?.ok === true) return putLate(here, reading.move, text) ?? follow(here, reading.move, { as: 'text' });
  const found = readAs(step.ask, text, around);
  if (found?.how === 'several') return remark(here, found.which);
  if (found !== undefined && own(step.on, found.key) !== undefined) return choose(here, step, found.key);
  const kept = keepAside(here, text);
  if (kept !== undefined) return kept;
  if (reading?.instead === true) {
    const { params: _, ...asked } = step.ask;
    return prompt(here, { ...asked, ...reading.problem });
  }
  return again(here, reading?.problem ?? say('dialog.choose'));
}

/** What was written before the question was shown answers another one; only leaving means the dialog. */
function putAside<W>(here: Here<W>, key?: string): Turn | undefined {
  if (!types(here.around) || unseen(here) || !beforeAsked(here) || key === 'later') return undefined;
  return remark(here, say('dialog.early'));
}

/** What is written long after its question is asked about before it is an answer; what only leads somewhere is none. */
function putLate<W>(here: Here<W>, { facts = [] }: Move, text: string): Turn | undefined {
  const held = facts.length === 0 || here.flow.holding === undefined ? undefined : unasked(here);
  return held === undefined ? undefined : hold(here, held, text);
}

function keepAside<W>(here: Here<W>, text: string): Turn | undefined {
  const held = more(here) ?? elsewhere(here);
  return held === undefined || here.flow.holding === undefined ? undefined : hold(here, held, text);
}

/** The words that lead somewhere from every question, where everything is typed. */
function speak<W>(here: Here<W>, step: Step, text: string): Turn | undefined {
  if (!types(here.around)) return undefined;
  const { frame } = here;
  const itself = meansItself(here, text);
  if (itself !== undefined) return itself.ok ? follow(here, itself.move, { as: 'text' }) : remark(here, itself.problem);
  const word = readWord(text);
  if (word === undefined) return undefined;
  if (word === 'help') return remark(here, say('dialog.help'));
  if (word === 'next' || word === 'previous') {
    const page = step.ask.free === true ? undefined : turned(word, frame.page ?? 1, answerable(step.ask).length);
    return page === undefined ? undefined : prompt({ ...here, frame: { ...frame, page } }, step.ask);
  }
  const offered = answerable(step.ask).flatMap(({ key }) => (own(step.on, key) === undefined ? [] : [key]));
  const [key, ...others] = optionsOf(word, offered);
  if (key === undefined) return notHere(here, word, text);
  if (others.length > 0) return remark(here, which(step.ask, [key, ...others], here.around));
  return putAside(here, key) ?? choose(here, step, key);
}
function writeFreely<W>(here: Here<W>, reader: NonNullable<Step['text']>, text: string): Turn {
  const { source, frame, flow } = here;
  const held = more(here) ?? unasked(here) ?? unlikely(here, text);
  if (held !== undefined && flow.holding !== undefined) return hold(here, held, text);
  const reading = reader.read(text, source);
  if (!reading.ok) return again(here, reading.problem);
  return follow(here, reading.move, { as: 'text', last: { step: frame.step, at: source.at } });
}
