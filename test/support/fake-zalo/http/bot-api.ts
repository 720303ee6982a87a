import type { IncomingMessage, ServerResponse } from 'node:http';
import { decode } from '../api/decode.ts';
import { isDocumented, undocumentedFields } from '../api/documented.ts';
import { badRequest, notFound, refuse, unauthorized } from '../api/reply.ts';
import { type Send, sendChatAction, sendMessage, sendPhoto, sendSticker, sendVoice } from '../api/sending.ts';
import type { Core } from '../core/core.ts';
import type { Fault } from '../core/faults.ts';
import type { CallRecord, HandOut } from '../core/records.ts';
import { fetchPhoto } from '../intake/photos.ts';
import { type Poller, timeoutOf } from '../intake/poll.ts';
import type { Webhook } from '../intake/webhook-methods.ts';
import type { Call, Reply } from '../types.ts';
import { refusalOf, spoil, writeReply } from './respond.ts';

export interface BotApi {
  readonly core: Core;
  readonly poller: Poller;
  readonly webhook: Webhook;
}

export interface Incoming {
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
  readonly path: string;
  readonly query: string;
  readonly body: Buffer;
}

interface Running extends Call {
  readonly record: CallRecord;
  readonly fault: Fault | undefined;
  readonly res: ServerResponse;
}

const SENDS: Readonly<Record<string, Send>> = { sendMessage, sendPhoto, sendSticker, sendVoice, sendChatAction };

/** `/bot<token>/<method>`. */
export function handleBotCall(api: BotApi, incoming: Incoming): void {
  const { core } = api;
  const { res } = incoming;
  const [, token = '', method = ''] = /^\/bot([^/]*)\/(.*)$/.exec(incoming.path) ?? [];
  const payload = decode(incoming.req.headers['content-type'] ?? '', incoming.body, incoming.query);
  const call = begin(core, { method, payload: payload ?? {} }, res);
  const refused = token === core.token ? undefined : unauthorized();
  for (const field of isDocumented(method) && payload ? undocumentedFields(method, payload) : []) {
    core.records.violate(method, `the field ${field} is not documented`);
  }
  if (refused) conclude(core, call, refused);
  else if (!payload) conclude(core, call, misread(core, method));
  else if (call.fault && !call.fault.stored) conclude(core, call, undefined);
  else if (method === 'getUpdates') longPoll(api, call);
  else void perform(api, call).then((reply) => conclude(core, call, reply));
}

function begin(core: Core, call: Call, res: ServerResponse): Running {
  const given = call.payload['chat_id'];
  const chatId = typeof given === 'string' ? given : undefined;
  const record = core.records.call({ ...call, chatId, at: core.clock.now() });
  const fault = core.faults.take(call.method, chatId);
  record.fault = fault?.kind;
  res.once('close', () => {
    record.delivered = res.writableFinished;
    record.code = res.headersSent ? record.code || res.statusCode : 0;
    core.events.emit({ type: 'call', call: record });
  });
  return { ...call, record, fault, res };
}

function misread({ records }: Core, method: string): Reply {
  records.violate(method, 'the body is neither JSON nor a form');
  return badRequest('the body cannot be read');
}

async function perform({ core, webhook }: BotApi, call: Running): Promise<Reply> {
  const { method, payload, record } = call;
  const send = Object.hasOwn(SENDS, method) ? SENDS[method] : undefined;
  if (send) {
    const reply = send(core, call, record);
    if (reply.ok && method === 'sendPhoto') await fetchPhoto(core, record);
    return reply;
  }
  if (method === 'getMe') return { ok: true, result: core.bot };
  const reply = await webhook.perform(method, payload);
  if (reply) return reply;
  core.records.violate(method, 'there is no such method');
  return core.settings.unknownMethods === 404 ? notFound() : refuse(400, 'Bad Request');
}

/** Notes the outcome and answers. Without a reply the fault kept the call from taking effect. */
function conclude(core: Core, { record, fault, res }: Running, reply: Reply | undefined): void {
  const answer = fault ? (refusalOf(fault) ?? reply) : reply;
  record.accepted = reply?.ok === true;
  record.code = answer ? (answer.ok ? 200 : answer.code) : 0;
  core.events.emit({ type: 'call', call: record });
  if (fault) spoil(core, { res, fault, reply });
  else if (reply) writeReply(core, res, reply);
}

function longPoll({ core, poller }: BotApi, call: Running): void {
  const { payload, res, fault } = call;
  const seconds = timeoutOf(payload['timeout']);
  if (seconds === undefined) {
    core.records.violate('getUpdates', 'timeout is not a number of seconds');
    conclude(core, call, badRequest('timeout'));
    return;
  }
  let given: HandOut | undefined;
  const gone = poller.poll(seconds, (reply, handed) => {
    given = handed;
    conclude(core, call, reply);
  });
  res.once('close', () => {
    gone();
    if (given) settle(core, given, res.writableFinished && (!fault || /^slow/.test(fault.kind)));
  });
}

/** An answer that broke on its way: forgotten, or told again later, according to the mode. */
function settle(core: Core, handed: HandOut, delivered: boolean): void {
  handed.delivered = delivered;
  if (!delivered && core.settings.mode !== 'replay') core.lose(handed.update, 'answerBroken');
}
