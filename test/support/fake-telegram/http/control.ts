import { isObject } from '../api/args.ts';
import type { FaultRule } from '../core/faults.ts';
import type { LimitOptions } from '../core/limits.ts';
import type { Shown } from '../core/timeline.ts';
import type { FakePlatform } from '../fake.ts';
import type { PersonAbout, SayOptions } from '../people/person.ts';
import type { Script } from '../people/script.ts';
import type { ScriptRun } from '../people/script-run.ts';
import type { Payload } from '../types.ts';
import type { Incoming } from './incoming.ts';
import { write } from './respond.ts';

/**
 * `POST /__fake/<operation>` with a JSON object: the double from another process. An operation is a
 * function of its request; its result is the answer. The requests are trusted, it is a test that sends them.
 */

export type Control = Readonly<Record<string, (request: never) => unknown>>;

interface Who {
  readonly id: number;
}

export function createControl(platform: FakePlatform): Control {
  const { core } = platform;
  return {
    ...doings(platform),
    ...scripts(platform),
    advance: ({ ms }: { ms: number }) => platform.advance(ms),
    fault: ({ rules }: { rules: SentRule[] }) => platform.fault(...rules.map(unlimited)),
    clearFaults: () => core.faults.clear(),
    limit: (options: LimitOptions) => platform.limit(options),
    push: ({ update }: { update: Payload }) => ({ updateId: platform.push(update).id }),
    jump: ({ id }: Who) => platform.jumpUpdateIds(id),
    stats: () => platform.stats,
    sent: ({ chatId }: { chatId?: number }) => platform.sent(chatId).map(withoutBytes),
    calls: () => platform.calls.map(withoutBytes),
    confirmed: () => platform.confirmed.map(({ update, at, by }) => ({ id: update.id, kind: update.kind, at, by })),
    shown: ({ chatId }: { chatId: number }) => platform.shown(chatId),
    doubled: () => platform.doubled(),
    clearRecords: () => core.records.clear(),
    polling: ({ timeoutMs }: { timeoutMs?: number }) => platform.polling(timeoutMs),
    settled: ({ timeoutMs }: { timeoutMs?: number }) => platform.settled(timeoutMs),
    close: () => setImmediate(() => process.emit('SIGTERM')) && undefined,
  };
}

/** JSON has no Infinity: a rule for every call comes with count null. */
type SentRule = Omit<FaultRule, 'count'> & { count?: number | null };
const unlimited = ({ count, ...rule }: SentRule): FaultRule => ({
  ...rule,
  ...(count !== undefined && { count: count ?? Number.POSITIVE_INFINITY }),
});

const withoutBytes = <T extends { files: readonly { name: string; bytes: Buffer }[] }>(call: T) => ({
  ...call,
  files: call.files.map(({ name, bytes }) => ({ name, size: bytes.length })),
});

function doings(platform: FakePlatform): Control {
  const person = (id: number) => platform.person(id);
  return {
    people: ({ people }: { people: (PersonAbout & Who)[] }) => {
      for (const { id, ...about } of people) platform.person(id, about);
    },
    group: ({ id, title }: Who & { title?: string }) => platform.group(id, title),
    say: ({ id, text, ...options }: Who & SayOptions & { text: string }) => person(id).say(text, options),
    tap: ({ id, on = 'latest', button }: Who & { on?: number | 'latest'; button: string }) =>
      person(id).tap(on, button),
    press: ({ id, data }: Who & { data: string }) => person(id).press(data),
    resendTap: ({ id }: Who) => person(id).resendTap(),
    edit: ({ id, messageId, text }: Who & { messageId: number; text: string }) => person(id).edit(messageId, text),
    sticker: ({ id }: Who) => person(id).sticker(),
    voice: ({ id }: Who) => person(id).voice(),
    photo: ({ id, caption }: Who & { caption?: string }) => person(id).photo(caption === undefined ? {} : { caption }),
    block: ({ id }: Who) => ({ updateId: person(id).block() }),
    unblock: ({ id }: Who) => ({ updateId: person(id).unblock() }),
    waitShown: ({ id, pattern, timeoutMs }: Who & { pattern?: string; timeoutMs?: number }): Promise<Shown> =>
      person(id).waitFor(pattern === undefined ? undefined : new RegExp(pattern, 'u'), timeoutMs),
  };
}

/** One run of scripts at a time; `report` with `waitMs` answers when everybody has finished. */
function scripts(platform: FakePlatform): Control {
  let current: ScriptRun | undefined;
  const running = (): ScriptRun => {
    if (!current) throw new Error('no script has been started');
    return current;
  };
  return {
    runScript: ({
      ids,
      script,
      scripts: each,
    }: {
      ids: number[];
      script?: Script;
      scripts?: Record<string, Script>;
    }) => {
      current?.stop();
      current = platform.run(ids, (id) => {
        const own = each?.[String(id)] ?? script;
        if (!own) throw new Error(`no script for ${id}`);
        return own;
      });
    },
    report: ({ waitMs }: { waitMs?: number }) => (waitMs === undefined ? running().report() : running().finish(waitMs)),
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
