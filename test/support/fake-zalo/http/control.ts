import { isObject } from '../api/decode.ts';
import type { FaultRule } from '../core/faults.ts';
import type { Settings } from '../core/settings.ts';
import type { FakePlatform } from '../fake.ts';
import type { DeliveryTweak } from '../intake/webhook.ts';
import type { Person, PersonAbout, SayOptions } from '../people/person.ts';
import type { Script, ScriptRun } from '../people/script.ts';
import type { Payload, ZaloEvent } from '../types.ts';
import type { Incoming } from './bot-api.ts';
import { write } from './respond.ts';

/**
 * `POST /__fake/<operation>` with a JSON object: the double from another process. An operation is a
 * function of its request; its result is the answer. The requests are trusted, it is a test that sends them.
 */

export type Control = Readonly<Record<string, (request: never) => unknown>>;

interface Who {
  readonly who: string;
}

/** JSON has no Infinity: a rule for every call comes with count null. */
type SentRule = Omit<FaultRule, 'count'> & { readonly count?: number | null };

export function createControl(platform: FakePlatform): Control {
  const { core } = platform;
  const { records } = core;
  return {
    ...doings(platform),
    ...scripts(platform),
    clock: ({ advanceMs }: { advanceMs: number }) => platform.advance(advanceMs),
    faults: ({ rules }: { rules: SentRule[] }) => platform.fault(...rules.map(unlimited)),
    clearFaults: () => core.faults.clear(),
    set: (settings: Partial<Settings>) => platform.set(settings),
    deliveries: ({ tweaks }: { tweaks: DeliveryTweak[] }) => platform.nextDeliveries(...tweaks),
    resetToken: ({ token }: { token: string }) => platform.resetToken(token),
    webhook: ({ url, secret }: { url: string; secret?: string }) => platform.setWebhookBehindItsBack(url, secret),
    stats: () => platform.stats,
    sent: ({ chatId }: { chatId?: string }) => platform.sent(chatId),
    calls: () => platform.calls,
    handedOut: () =>
      records.handedOut.map(({ update, ...how }) => ({ ...how, seq: update.seq, messageId: update.messageId })),
    lost: () => records.lost.map(({ update, why }) => ({ why, seq: update.seq, messageId: update.messageId })),
    violations: () => platform.violations,
    doubled: () => platform.doubled(),
    shown: ({ who }: Who) => platform.person(who).shown,
    reset: () => {
      core.faults.clear();
      core.updates.clear();
      records.clear();
      core.webhook = undefined;
    },
    polling: ({ timeoutMs }: { timeoutMs?: number }) => platform.polling(timeoutMs),
    settled: ({ timeoutMs }: { timeoutMs?: number }) => platform.settled(timeoutMs),
  };
}

const unlimited = ({ count, ...rule }: SentRule): FaultRule => ({
  ...rule,
  ...(count !== undefined && { count: count ?? Number.POSITIVE_INFINITY }),
});

function doings(platform: FakePlatform): Control {
  const doing = (act: (person: Person, request: Payload & SayOptions) => { messageId: string }) => (request: never) => {
    const { who, ...rest } = request as Who & Payload;
    return { messageId: act(platform.person(who), rest).messageId };
  };
  return {
    users: ({ users }: { users: (PersonAbout & Who)[] }) =>
      users.map(({ who, ...about }) => ({ who, id: platform.person(who, about).id })),
    group: ({ who }: Who) => platform.group(who),
    text: doing((person, { text, ...options }) => person.says(String(text), options)),
    image: doing((person, { caption, ...options }) =>
      person.sendsPhoto(typeof caption === 'string' ? { caption } : {}, options),
    ),
    sticker: doing((person, options) => person.sendsSticker(options)),
    voice: doing((person, options) => person.sendsVoice({}, options)),
    unsupported: doing((person, options) => person.sendsUnsupported(options)),
    raw: ({ event }: { event: ZaloEvent }) => ({ seq: platform.push(event).seq }),
    waitShown: ({ who, pattern, timeoutMs }: Who & { pattern?: string; timeoutMs?: number }) =>
      platform.person(who).waitFor(pattern === undefined ? undefined : new RegExp(pattern, 'u'), timeoutMs),
  };
}

/** One script at a time. */
function scripts(platform: FakePlatform): Control {
  let current: ScriptRun | undefined;
  const running = (): ScriptRun => {
    if (!current) throw new Error('no script has been started');
    return current;
  };
  return {
    runScript: ({ people, script }: { people: string[]; script: Script }) => {
      current?.stop();
      const cast = people.map((who) => platform.person(who));
      current = platform.run(cast, script);
    },
    progress: () => running().progress,
    finish: ({ timeoutMs }: { timeoutMs?: number }) => running().finish(timeoutMs),
  };
}

export function handleControl(control: Control, { res, path, body }: Incoming): void {
  void perform(control, path.slice('/__fake/'.length), body).then(
    (result) => write(res, { status: 200, body: JSON.stringify({ ok: true, result: result ?? null }) }),
    (error: unknown) => write(res, { status: 400, body: JSON.stringify({ ok: false, error: String(error) }) }),
  );
}

async function perform(control: Control, name: string, body: Buffer): Promise<unknown> {
  const operation = control[name] as ((request: Payload) => unknown) | undefined;
  if (!operation || !Object.hasOwn(control, name))
    throw new Error(`no operation ${name}; there are ${Object.keys(control).join(', ')}`);
  const request: unknown = body.length === 0 ? {} : JSON.parse(body.toString());
  if (!isObject(request)) throw new Error('the request must be a JSON object');
  return operation(request);
}
