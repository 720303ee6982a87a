/** The platforms' command menus: one for everybody in each language, and one of their own for the chats of those with duties. */
import type { Channel, MenuEntry } from '../channels/channel.ts';
import type { Fact } from '../engine/fact.ts';
import { menuEntries } from '../features/guide/model.ts';
import { type Audience, audiences } from '../features/organisation/policy.ts';
import { describeError } from '../lib/describe-error.ts';
import type { PersonId } from '../lib/ids.ts';
import { readersOf } from './incoming/record.ts';
import { contextOf, type Shell } from './shell.ts';

const LANGUAGES = ['vi', 'en'] as const;
// https://core.telegram.org/bots/api#botcommand
const LONGEST_DESCRIPTION = 256;

function menuFor(shell: Shell, audience: readonly Audience[], locale: 'vi' | 'en'): readonly MenuEntry[] {
  return menuEntries(shell.registry.commands, audience, locale).map(({ command, describe }) => ({
    command,
    description: shell.translator.text({ key: describe }, locale).slice(0, LONGEST_DESCRIPTION),
  }));
}

/** The menu of everybody who has none of their own. Best effort: a bot without a menu still works. */
export async function publishMenus(shell: Shell, channel: Channel): Promise<void> {
  if (!channel.capabilities.commandMenu) return;
  for (const locale of LANGUAGES) await channel.publishMenu(locale, menuFor(shell, ['everyone'], locale));
}

/** Whose menu a fact changes. */
export function menuConcerns(fact: Fact): PersonId | undefined {
  switch (fact.type) {
    case 'address.linked':
    case 'address.added':
    case 'language.chosen':
      return fact.personId ?? undefined;
    default:
      return undefined;
  }
}

/** The menu of one person's chats, by duty and language. */
export async function publishMenuOf(shell: Shell, personId: PersonId): Promise<void> {
  try {
    const found = await shell.db.read(async (c) => {
      const cx = contextOf(shell, c);
      const { appointments } = await cx.directory.standing(personId);
      return { audience: audiences(appointments, cx.today), readers: await readersOf({ shell, cx }, personId) };
    });
    for (const { channel: name, platformId, locale } of found.readers) {
      const channel = shell.channels.get(name);
      if (channel?.capabilities.commandMenu !== true) continue;
      const entries = menuFor(shell, found.audience, locale);
      // In the chat's own scope both languages show the person's choice, whatever the phone is set to.
      for (const language of LANGUAGES) await channel.publishMenu(language, entries, platformId);
    }
  } catch (error) {
    shell.log.warn('menu.not-published', { error: describeError(error) });
  }
}
