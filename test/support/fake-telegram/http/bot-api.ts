import { integer, text } from '../api/args.ts';
import { type createMethods, LIMITED, unknownMethod } from '../api/methods.ts';
import { type Decoded, decode } from '../api/payload.ts';
import { badRequest, refuse, tooMany } from '../api/reply.ts';
import type { Core } from '../core/core.ts';
import type { Fault } from '../core/faults.ts';
import type { CallRecord } from '../core/record.ts';
import { type Poller, pollRequest } from '../intake/poll.ts';
import type { Webhook } from '../intake/webhook-methods.ts';
import type { Call, Reply } from '../types.ts';
import type { Answering, Incoming } from './incoming.ts';
import { spoil, statusOf, writeReply } from './respond.ts';

export interface BotApi {
  readonly core: Core;
  readonly poller: Poller;
  readonly webhook: Webhook;
  readonly methods: ReturnType<typeof createMethods>;
}

/** `/bot<token>/<method>`. */
export function handleBotCall(api: BotApi, incoming: Incoming): void {
  const [, token = '', method = ''] = /^\/bot([^/]*)\/(.*)$/.exec(incoming.path) ?? [];
  const decoded = decode(incoming.contentType, incoming.body, incoming.query);
  const refused = tokenRefusal(api.core, token);
  if (refused || !decoded) {
    writeReply(incoming.res, refused ?? badRequest("can't parse request body"));
    return;
  }
  const call = begin(api.core, { method, ...decoded }, incoming.res);
  const polls = method.toLowerCase() === 'getupdates' && call.fault?.stored !== false;
  (polls ? longPoll : conclude)(api, call);
}

interface Running extends Call {
  readonly record: CallRecord;
  readonly fault: Fault | undefined;
  readonly res: Answering;
}

function begin(core: Core, { method, payload, files }: Decoded & { method: string }, res: Answering): Running {
  const chatId = integer(payload, 'chat_id') ?? core.world.presses.get(text(payload, 'callback_query_id'))?.chatId;
  const fault = core.faults.take(method, chatId);
  const record = core.records.call({ method, payload, files, chatId, at: core.clock.now() });
  record.fault = fault?.kind;
  res.once('close', () => {
    record.delivered = res.writableFinished;
    record.code = res.headersSent ? res.statusCode : 0;
  });
  return { method, payload, files, record, fault, res };
}

/** Runs the call unless a fault keeps it from taking effect, notes the outcome and answers. */
function conclude(api: BotApi, call: Running): void {
  const { fault, res } = call;
  const { events, records, timers } = api.core;
  const reply = fault && !fault.stored ? undefined : run(api, call);
  note(api.core, call, reply);
  events.emit({ type: 'call', call: call.record });
  if (fault?.kind === 'tooMany') records.counts.refused429 += 1;
  if (fault) spoil({ res, fault, reply, timers });
  else if (reply) writeReply(res, reply);
}

function note({ records }: Core, { record, payload }: Running, reply: Reply | undefined): void {
  if (!reply) return;
  record.accepted = reply.ok;
  record.code = statusOf(reply);
  if (record.code === 429) records.counts.refused429 += 1;
  record.messageId = reply.ok && 'result' in reply ? messageId(reply.result) : integer(payload, 'message_id');
}

function messageId(result: unknown): number | undefined {
  const has = typeof result === 'object' && result !== null && 'message_id' in result;
  return has && typeof result.message_id === 'number' ? result.message_id : undefined;
}

export function run({ core, methods }: Pick<BotApi, 'core' | 'methods'>, call: Call): Reply {
  const name = call.method.toLowerCase();
  const method = methods.get(name);
  if (!method) return unknownMethod();
  const wait = LIMITED.test(name) ? core.limits.take(integer(call.payload, 'chat_id') ?? 0, core.clock.now()) : 0;
  return wait > 0 ? tooMany(wait) : method(core, call);
}

function longPoll({ core, poller, webhook }: BotApi, { payload, record, fault, res }: Running): void {
  const answer = (reply: Reply) => {
    record.accepted = reply.ok;
    record.code = statusOf(reply);
    core.events.emit({ type: 'call', call: record });
    if (fault) spoil({ res, fault, reply, timers: core.timers });
    else writeReply(res, reply);
  };
  if (webhook.active) poller.refuseForWebhook(answer);
  else res.once('close', poller.poll(pollRequest(payload), answer));
}

function tokenRefusal(core: Core, token: string): Reply | undefined {
  if (token === core.token) return undefined;
  const wellFormed = /^[1-9]\d*:.+$/.test(token) && token.length <= 80;
  return refuse(401, wellFormed ? 'Unauthorized' : 'Unauthorized: invalid token specified');
}
