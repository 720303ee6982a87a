import type { Core } from '../core/core.ts';
import type { Webhook } from '../intake/webhook-methods.ts';
import type { Call, Reply } from '../types.ts';
import { answerCallbackQuery, editMessageCaption, editMessageReplyMarkup, editMessageText } from './edits.ts';
import { getFile, sendDocument, sendPhoto } from './files.ts';
import { deleteMessage, deleteMessages, sendChatAction, sendMessage } from './messages.ts';
import { done, refuse } from './reply.ts';
import { deleteMyCommands, getChat, getMe, getMyCommands, setMyCommands, textSetting } from './settings.ts';

type Method = (core: Core, call: Call) => Reply;

/** Every method but getUpdates, by its name in lower case: the platform does not mind the case. */
export function createMethods(webhook: Webhook): ReadonlyMap<string, Method> {
  const name = textSetting('name', 64);
  const description = textSetting('description', 512);
  const short = textSetting('short_description', 120);
  const methods: Record<string, Method> = {
    getMe,
    sendMessage,
    sendDocument,
    sendPhoto,
    sendChatAction,
    editMessageText,
    editMessageCaption,
    editMessageReplyMarkup,
    deleteMessage,
    deleteMessages,
    answerCallbackQuery,
    getFile,
    getChat,
    setMyCommands,
    getMyCommands,
    deleteMyCommands,
    setMyName: name.set,
    getMyName: name.get,
    setMyDescription: description.set,
    getMyDescription: description.get,
    setMyShortDescription: short.set,
    getMyShortDescription: short.get,
    setChatMenuButton: () => done(),
    getChatMenuButton: () => done({ type: 'commands' }),
    setMessageReaction: () => done(),
    setWebhook: (_, { payload }) => webhook.set(payload),
    deleteWebhook: (_, { payload }) => webhook.remove(payload),
    getWebhookInfo: () => webhook.info(),
  };
  return new Map(Object.entries(methods).map(([key, method]) => [key.toLowerCase(), method]));
}

/** Sends and edits share the limits of sending; answers to presses and settings have none. */
export const LIMITED = /^(sendmessage|senddocument|sendphoto|editmessage\w+)$/;

export const unknownMethod = (): Reply => refuse(404, 'Not Found: method not found');
