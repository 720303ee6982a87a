/** What a linked person did, brought to what handles it. Commands always win over a dialog in progress. */
import type { Frame } from '../../engine/conversation.ts';
import type { Input } from '../../engine/input.ts';
import type { MessageKey } from '../../engine/message-keys.ts';
import { isNumbered, type Meant, resolve } from '../../engine/resolve.ts';
import { type Choice, type PromptOption, say, writeChoice } from '../../engine/say.ts';
import { readWord, turned, whichOf } from '../../engine/typing.ts';
import { fold } from '../../lib/fold.ts';
import type { PromptId } from '../../lib/ids.ts';
import { SECOND } from '../../lib/time.ts';
import { isTyped, ofMenu } from '../outgoing/choices.ts';
import { putCall } from '../outgoing/compose.ts';
import { type Handling, removeMessage, tell } from './acting.ts';
import { answer, buttonCommand, consented, helpChoice, typedCommand } from './command.ts';
import { loadPrompt, markAnswered, type PromptRow } from './conversations.ts';
import { goOn, isPersonal, leave, takeTurn } from './dialog.ts';
import { saidLately } from './once.ts';

/** A phone sends a tap again when it heard nothing; the same button pressed on purpose comes later than this. */
const RESENT_WITHIN = 10 * SECOND;
/** The option of every step that leaves its dialog. */
const LATER = 'later';

export async function route(h: Handling, input: Input): Promise<void> {
  const { active } = h.acting.conversation;
  switch (input.kind) {
    case 'command':
      return isWord(h, input) ? written(h, `${input.name} ${input.args}`) : typedCommand(h, input.name, input.args);
    case 'choice':
      return tapped(h, input.promptId, input.key);
    case 'text':
      return written(h, input.text);
    case 'photo':
      if (active !== undefined) return takeTurn(h, active, input);
      if (h.acting.masked === true && input.caption !== '') return writeElsewhere(h);
      return tellOnce(h, 'common.unsupported-photo');
    case 'document':
      if (active !== undefined) return takeTurn(h, active, input);
      if (h.acting.masked === true && input.caption !== '') return writeElsewhere(h);
      return tellOnce(h, 'common.unsupported-document');
    case 'unsupported':
      if (active !== undefined) return unreadable(h, active, input);
      return tellOnce(h, unsupportedKey(input.what));
    case 'edit':
      return edited(h, input);
    case 'presence':
    case 'moved':
    case 'ignored':
      return;
  }
}

/** That only words are read is said once; at a question for pictures it depends on what came. */
async function unreadable(h: Handling, active: Frame, input: Extract<Input, { kind: 'unsupported' }>): Promise<void> {
  const work = { shell: h.shell, cx: h.acting };
  if (active.takesPhoto !== true && (await saidLately(work, h.reader, 'dialog.text-wanted'))) return;
  await takeTurn(h, active, input);
}

async function tellOnce(h: Handling, key: MessageKey): Promise<void> {
  if (!(await saidLately({ shell: h.shell, cx: h.acting }, h.reader, key))) await tell(h, [{ say: say(key) }]);
}

async function written(h: Handling, text: string): Promise<void> {
  const { active } = h.acting.conversation;
  const menu = await shownMenu(h);
  if (menu !== undefined && (await inMenu(h, menu, text))) return;
  for (const aside of h.shell.registry.asides) {
    const outcome = await aside(h.acting, text);
    if (outcome !== undefined) return answer(h, outcome);
  }
  if (active !== undefined) return takeTurn(h, active, { kind: 'text', text });
  if (isTyped(h.shell, h.event.channel) && readWord(text) === 'help') return typedCommand(h, 'help', '');
  for (const feature of h.shell.registry.features) {
    const outcome = await feature.looseText?.(h.acting, text);
    if (outcome !== undefined) return answer(h, outcome);
  }
  if (menu !== undefined && (await beginsIn(h, menu, text))) return;
  if (h.acting.masked === true) return writeElsewhere(h);
  await answer(h, { says: [say('common.loose-text', undefined, await suggestions(h))] });
}

const AMEND = /^(?:sua|edit)(?: cau)?(?: so)? ?\d/;

/** Where nothing can be tapped, a slash before a word of the dialog changes nothing; commands come first. */
function isWord(h: Handling, { name, args }: Extract<Input, { readonly kind: 'command' }>): boolean {
  if (!isTyped(h.shell, h.event.channel) || h.shell.registry.command(name) !== undefined) return false;
  const text = `${name} ${args}`;
  return readWord(text) !== undefined || AMEND.test(fold(text));
}

/** Was it an option of the menu, by label or number, or the word that shows more of it? */
async function inMenu(h: Handling, menu: PromptRow, text: string): Promise<boolean> {
  const { options, page } = ofMenu(menu.options);
  const typed = isTyped(h.shell, h.event.channel);
  if (await chosen(h, menu, resolve(text, options, { numbers: typed, beginnings: false }))) return true;
  const word = typed ? readWord(text) : undefined;
  const next = word === undefined ? undefined : turned(word, page, options.length);
  if (next === undefined) return false;
  await answer(h, { says: [{ ...say('dialog.page-again', undefined, options), page: next }] });
  return true;
}

/** Outside any question nothing else can be meant by the first letters of an option. */
async function beginsIn(h: Handling, menu: PromptRow, text: string): Promise<boolean> {
  const typed = isTyped(h.shell, h.event.channel);
  return chosen(h, menu, resolve(text, ofMenu(menu.options).options, { numbers: typed, beginnings: typed }));
}

async function chosen(h: Handling, menu: PromptRow, meant: Meant): Promise<boolean> {
  if (meant.how === 'one') {
    await menuTapped(h, menu, meant.key);
    return true;
  }
  // In mid-dialog it may as well be an answer, and the dialog decides.
  if (meant.how === 'none' || !isTyped(h.shell, h.event.channel) || h.acting.conversation.active !== undefined)
    return false;
  const { options } = ofMenu(menu.options);
  const among = options.flatMap((option, index) =>
    meant.keys.includes(option.key) ? [{ ...option, n: index + 1 }] : [],
  );
  await tell(h, [{ say: whichOf(among, isNumbered(options.map(({ label }) => label))) }]);
  return true;
}

/** Words that this channel is not to carry, outside any question: the way to where they can be written. */
async function writeElsewhere(h: Handling): Promise<void> {
  await removeMessage(h);
  await answer(h, { says: [say('dialog.write-there', undefined, [writeChoice])] });
}

/** The menu that was shown last, if no dialog's question came after it. */
async function shownMenu(h: Handling): Promise<PromptRow | undefined> {
  const id = h.reader.shownPromptId;
  const prompt = id === null ? undefined : await loadPrompt(h.acting.c, id);
  return prompt?.flow === undefined ? prompt : undefined;
}

async function tapped(h: Handling, promptId: PromptId, key: string): Promise<void> {
  const prompt = promptId === '' ? undefined : await loadPrompt(h.acting.c, promptId);
  const option = prompt?.options.find((one) => one.key === key);
  if (prompt === undefined || option === undefined || prompt.addressId !== h.acting.address.id) return stale(h);
  if (option.command !== undefined) return menuTapped(h, prompt, key);
  const { active } = h.acting.conversation;
  if (active?.promptId !== prompt.id) return tappedLate(h, prompt, key);
  await markAnswered(h.acting, prompt.id, key);
  await takeTurn(h, active, { kind: 'choice', key });
  await showAnswered(h, prompt, option);
}

/** A button of a question that is open no more. The answer it already has, given once more, changes nothing. */
async function tappedLate(h: Handling, prompt: PromptRow, key: string): Promise<void> {
  const late = `late ${key}`;
  if (prompt.answer === key || isResent(h, prompt, late)) return;
  await markAnswered(h.acting, prompt.id, late);
  const { active } = h.acting.conversation;
  // "Later" means the dialog, not the question it stands under.
  return active !== undefined && key === LATER && prompt.flow === active.flow ? leave(h, active) : stale(h);
}

function isResent(h: Handling, { answer, answeredAt }: PromptRow, as: string): boolean {
  return answer === as && answeredAt !== undefined && h.acting.now - answeredAt < RESENT_WITHIN;
}

async function menuTapped(h: Handling, menu: PromptRow, key: string): Promise<void> {
  if (h.event.input.kind === 'choice' && isResent(h, menu, key)) return;
  await markAnswered(h.acting, menu.id, key);
  const command = menu.options.find((option) => option.key === key)?.command;
  if (command !== undefined) await buttonCommand(h, command);
}

/** The tapped message shows what was chosen and cannot be tapped by mistake later, where messages can be edited. */
async function showAnswered(h: Handling, prompt: PromptRow, { key, label }: PromptOption): Promise<void> {
  const channel = h.shell.channels.get(h.event.channel);
  const { messageId } = h.event;
  const call = messageId === undefined ? undefined : channel?.renderAnswered(messageId, prompt.id, key, label);
  if (call !== undefined)
    h.out.push(await putCall({ shell: h.shell, cx: h.acting }, h.reader, { call, lane: 'reply' }));
}

/** A button from another time: says so, and shows what is open now. */
async function stale(h: Handling): Promise<void> {
  const { active } = h.acting.conversation;
  if (active === undefined) {
    if (!(await consented(h))) return;
    return answer(h, { says: [say('common.stale', undefined, await suggestions(h))] });
  }
  await tell(h, [{ say: say('common.stale-in-dialog') }]);
  await goOn(h, active);
}

async function edited(h: Handling, input: Extract<Input, { readonly kind: 'edit' }>): Promise<void> {
  if (h.acting.masked === true) return editedMasked(h, input);
  for (const feature of h.shell.registry.features) {
    const outcome = await feature.edited?.(h.acting, input.messageId, input.text);
    if (outcome !== undefined) return answer(h, outcome);
  }
  await editedInVain(h, input);
}

/** The new words of an old message stay out of the books like those of a new one. Commands and words of meetings are none. */
async function editedMasked(h: Handling, input: Extract<Input, { readonly kind: 'edit' }>): Promise<void> {
  const { active } = h.acting.conversation;
  if (input.text.startsWith('/') || (active !== undefined && !isPersonal(h, active))) return editedInVain(h, input);
  await writeElsewhere(h);
}

/** The chat shows the new words from now on, so whoever wrote them has to hear that they count for nothing. */
async function editedInVain(h: Handling, { unsure }: Extract<Input, { readonly kind: 'edit' }>): Promise<void> {
  if (unsure !== true) await tell(h, [{ say: say('common.edit-in-vain') }]);
}

async function suggestions(h: Handling): Promise<readonly Choice[]> {
  const next = await h.shell.registry.features.find((one) => one.next !== undefined)?.next?.(h.acting);
  return next === undefined ? [helpChoice] : [next, helpChoice];
}

const UNSUPPORTED = ['sticker', 'voice', 'video', 'document', 'location'] as const;

function unsupportedKey(what: string): `common.unsupported-${(typeof UNSUPPORTED)[number] | 'other'}` {
  const known = UNSUPPORTED.find((one) => one === what);
  return known === undefined ? 'common.unsupported-other' : `common.unsupported-${known}`;
}
