import type { Core } from '../core/core.ts';
import type { Call, Payload, Refusal, Reply } from '../types.ts';
import { isObject, length, list, structure, text } from './args.ts';
import { badRequest, done, isRefusal, writableChat } from './reply.ts';

/** What a bot says about itself: commands, names, descriptions, menu button. */

const MAX_COMMANDS = 100;
const COMMAND = /^[a-z0-9_]{1,32}$/;
const MAX_COMMAND_DESCRIPTION = 256;

const SCOPES = new Set([
  'default',
  'all_private_chats',
  'all_group_chats',
  'all_chat_administrators',
  'chat',
  'chat_administrators',
  'chat_member',
]);

function commandsKey(payload: Payload): string | Refusal {
  const scope = structure(payload, 'scope') ?? { type: 'default' };
  if (!isObject(scope)) return badRequest('BotCommandScope must be an Object');
  if (!SCOPES.has(text(scope, 'type'))) return badRequest("can't parse BotCommandScope: unsupported type specified");
  const language = text(payload, 'language_code');
  if (!/^([a-z]{2})?$/.test(language)) return badRequest('invalid language code specified');
  return ['commands', text(scope, 'type'), text(scope, 'chat_id'), text(scope, 'user_id'), language].join(':');
}

function checkCommands(commands: readonly unknown[]): Refusal | undefined {
  if (commands.length > MAX_COMMANDS) return badRequest('BOT_COMMANDS_TOO_MUCH');
  for (const command of commands) {
    if (!isObject(command)) return badRequest("can't parse BotCommand: expected an Object");
    const about = text(command, 'description');
    if (text(command, 'command') === '') return badRequest('command must be non-empty');
    if (about === '') return badRequest('command description must be non-empty');
    if (!COMMAND.test(text(command, 'command').replace(/^\//, ''))) return badRequest('BOT_COMMAND_INVALID');
    if (length(about) > MAX_COMMAND_DESCRIPTION) return badRequest('BOT_COMMAND_DESCRIPTION_INVALID');
  }
  return undefined;
}

export function setMyCommands(core: Core, { payload }: Call): Reply {
  const key = commandsKey(payload);
  if (typeof key !== 'string') return key;
  const commands = list(structure(payload, 'commands'));
  if (!commands) return badRequest('expected an Array of BotCommand');
  const wrong = checkCommands(commands);
  if (wrong) return wrong;
  core.settings.set(key, commands);
  return done();
}

export function getMyCommands(core: Core, { payload }: Call): Reply {
  const key = commandsKey(payload);
  return typeof key === 'string' ? done(core.settings.get(key) ?? []) : key;
}

export function deleteMyCommands(core: Core, { payload }: Call): Reply {
  const key = commandsKey(payload);
  if (typeof key !== 'string') return key;
  core.settings.delete(key);
  return done();
}

/** A text setting per language, such as setMyDescription, with its pair for reading. */
export function textSetting(field: string, max: number) {
  const key = (payload: Payload) => `${field}:${text(payload, 'language_code')}`;
  return {
    set(core: Core, { payload }: Call): Reply {
      if (length(text(payload, field)) > max) return badRequest(`${field.replaceAll('_', ' ')} is too long`);
      core.settings.set(key(payload), text(payload, field));
      return done();
    },
    get(core: Core, { payload }: Call): Reply {
      return done({ [field]: core.settings.get(key(payload)) ?? '' });
    },
  };
}

export function getChat(core: Core, { payload }: Call): Reply {
  const chat = writableChat(core, payload);
  if (isRefusal(chat)) return chat;
  return done({ ...chat.info, accent_color_id: 0, max_reaction_count: 11 });
}

const ABILITIES = {
  can_join_groups: true,
  can_read_all_group_messages: false,
  supports_inline_queries: false,
  can_connect_to_business: false,
  has_main_web_app: false,
};

export const getMe = (core: Core): Reply => done({ ...core.bot, ...ABILITIES });
