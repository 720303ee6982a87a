/** Commands: found by name, allowed or refused, run, and their outcome carried out. */
import type { Fact } from '../../engine/fact.ts';
import { type CommandRef, say } from '../../engine/say.ts';
import type { Command, Outcome } from '../../features/feature.ts';
import { scopes } from '../../features/organisation/policy.ts';
import { type Handling, keep, stand, tell } from './acting.ts';
import { enter, goOn, whereInDialog } from './dialog.ts';

/** What the member typed. Commands that only buttons run are unknown here. */
export async function typedCommand(h: Handling, name: string, args: string): Promise<void> {
  const command = h.shell.registry.command(name);
  if (command === undefined || command.hidden === true) {
    return answer(h, { says: [say('common.unknown-command', undefined, [helpChoice])] });
  }
  await run(h, command, args);
}

/** What a button stands for; its arguments are checked by the command like anybody's. */
export async function buttonCommand(h: Handling, { name, args }: CommandRef): Promise<void> {
  const command = h.shell.registry.command(name);
  if (command === undefined) return answer(h, { says: [say('common.stale', undefined, [helpChoice])] });
  await run(h, command, args);
}

/** Who looks for commands also gets their platform's menu as it should be by now. */
const MENU_COMMANDS: ReadonlySet<string> = new Set(['start', 'help', 'menu']);

async function run(h: Handling, command: Command, args: string): Promise<void> {
  if (command.withoutConsent !== true && !(await consented(h))) return;
  if (command.needs !== undefined) {
    const standing = await h.acting.directory.standing(h.acting.person.id);
    if (scopes(standing.appointments, command.needs, h.acting.today).length === 0) {
      const refused: Fact = { type: 'access.refused', permission: command.needs, subject: command.name };
      // A command mistyped from the list is no attempt on anybody's data: kept in the log, but not held against the member.
      const told = args.trim() === '' ? 'common.for-committee' : 'common.refused';
      return answer(h, { says: [say(told)], facts: [refused] });
    }
  }
  if (MENU_COMMANDS.has(command.name)) h.shell.menuOf(h.acting.person.id);
  await answer(h, await command.run(h.acting, args));
}

/** Everything but joining, help, language and rights needs the member's yes; without an answer yet, the question is put. */
export async function consented(h: Handling): Promise<boolean> {
  const feature = h.shell.registry.features.find((one) => one.consent !== undefined);
  const decision = await feature?.consent?.(h.acting, h.acting.person.id);
  if (decision === undefined || decision === 'given') return true;
  const begin = h.shell.registry.command('batdau');
  if (decision === 'none' && begin !== undefined) await answer(h, await begin.run(h.acting, ''));
  else await answer(h, { says: [say('common.no-consent')] });
  return false;
}

/** Carries out what a handler answered: facts, where the person stands, words, and the dialog it begins or goes on with. */
export async function answer(before: Handling, outcome: Outcome): Promise<void> {
  const facts = outcome.facts ?? [];
  const h = inChosenLanguage(before, facts);
  await keep(h, facts);
  const moves = outcome.enter !== undefined || outcome.resume !== undefined || outcome.conversation !== undefined;
  if (outcome.conversation !== undefined) await stand(h, outcome.conversation);
  const tail = moves ? undefined : await whereInDialog(h);
  await tell(
    h,
    (outcome.says ?? []).map((one) => ({ say: one })),
    tail,
  );
  const after =
    outcome.conversation === undefined ? h : { ...h, acting: { ...h.acting, conversation: outcome.conversation } };
  if (outcome.enter !== undefined) await enter(after, outcome.enter);
  else if (outcome.resume !== undefined) await goOn(after, outcome.resume);
}

export const helpChoice = {
  key: 'help',
  label: { key: 'common.button-help' },
  command: { name: 'help', args: '' },
} as const;

/** A change of language holds from its own confirmation on. */
function inChosenLanguage(h: Handling, facts: readonly Fact[]): Handling {
  const chosen = facts.find((fact) => fact.type === 'language.chosen');
  return chosen?.type === 'language.chosen' ? { ...h, reader: { ...h.reader, locale: chosen.locale } } : h;
}
