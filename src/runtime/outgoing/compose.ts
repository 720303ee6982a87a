/** From keys to final words: one message becomes a prompt row and outbox rows, all inside the transaction that says it. */
import type { Composed } from '../../channels/channel.ts';
import type { Said } from '../../engine/turn.ts';
import type { Prompt, PromptOption, Say, Words } from '../../engine/say.ts';
import type { Cx } from '../../features/feature.ts';
import type { Instant } from '../../lib/env.ts';
import type { AddressId, OutboxId, PromptId } from '../../lib/ids.ts';
import type { LocalDate } from '../../lib/time.ts';
import { savePrompt } from '../incoming/conversations.ts';
import { setShown } from '../incoming/people.ts';
import type { Shell } from '../shell.ts';
import { type Lane, type Outgoing, putOut } from './outbox.ts';

/** Whom a message is for: an address and the language that is read there. */
export interface Reader {
  readonly id: AddressId;
  readonly channel: string;
  readonly platformId: string;
  /** The menu shown last, kept up to date while an event is handled. */
  shownPromptId: PromptId | null;
  locale: 'vi' | 'en';
}

export interface Manner {
  readonly lane: Lane;
  /** Not before; undefined = at once, by this process. */
  readonly dueAt?: Instant;
  readonly reminderDay?: LocalDate;
  /** A further paragraph of the last message. */
  readonly tail?: Words;
}

/** Writes `says` down for `reader`, in order. */
export async function putSays(shell: Shell, cx: Cx, reader: Reader, says: readonly Said[], manner: Manner): Promise<readonly Outgoing[]> {
  const rows: Outgoing[] = [];
  for (const [index, said] of says.entries()) {
    const { tail, ...plain } = manner;
    const last = index === says.length - 1;
    const prompt = promptOf(shell, cx, reader, said);
    if (prompt !== undefined) {
      await savePrompt(cx.c, prompt, reader.id, cx.now);
      const menu = prompt.flow === undefined ? prompt.id : null;
      if (menu !== reader.shownPromptId) await setShown(cx.c, reader.id, menu);
      reader.shownPromptId = menu;
    }
    const composed = compose(shell, reader, said.say, prompt, last ? tail : undefined);
    rows.push(...(await putComposed(shell, cx, reader, composed, plain)));
  }
  return rows;
}

function promptOf(shell: Shell, cx: Cx, reader: Reader, { say, prompt }: Said): Prompt | undefined {
  if (prompt === undefined && say.choices === undefined) return undefined;
  const options = (say.choices ?? []).map(({ key, label, command }): PromptOption => {
    const option = { key, label: shell.translator.text(label, reader.locale) };
    return command === undefined ? option : { ...option, command };
  });
  return { id: prompt?.id ?? cx.env.newId<PromptId>(), flow: prompt?.flow, step: prompt?.step, options };
}

/** The message in the reader's words. */
export function compose(shell: Pick<Shell, 'translator'>, reader: Pick<Reader, 'locale'>, say: Say, prompt: Prompt | undefined, tail?: Words): Composed {
  const text = shell.translator.text(say, reader.locale).trim();
  return {
    text: tail === undefined ? text : `${text}\n\n${shell.translator.text(tail, reader.locale)}`,
    promptId: prompt?.id,
    free: say.free === true,
    choices: (say.choices ?? []).map((choice, index) => ({
      key: choice.key,
      label: prompt?.options[index]?.label ?? '',
      beside: choice.beside === true,
    })),
    file: say.file,
  };
}

async function putComposed(shell: Shell, cx: Cx, reader: Reader, composed: Composed, manner: Manner): Promise<readonly Outgoing[]> {
  const channel = shell.channels.get(reader.channel);
  if (channel === undefined) return [];
  const rows: Outgoing[] = [];
  for (const call of channel.render(composed)) {
    rows.push(await putCall(shell, cx, reader, call, manner));
  }
  return rows;
}

/** One platform call into the outbox: taken by this process at once, or left until it is due. */
export async function putCall(shell: Shell, cx: Cx, reader: Pick<Reader, 'id' | 'channel' | 'platformId'>, call: Outgoing['call'], manner: Manner): Promise<Outgoing> {
  const now = manner.dueAt === undefined;
  return putOut(
    cx.c,
    {
      id: cx.env.newId<OutboxId>(),
      addressId: reader.id,
      channel: reader.channel,
      platformId: reader.platformId,
      lane: manner.lane,
      call,
      reminderDay: manner.reminderDay,
      dueAt: manner.dueAt ?? cx.now,
      owner: now ? shell.owner : undefined,
    },
    cx.now,
  );
}
