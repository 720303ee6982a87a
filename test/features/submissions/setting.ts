/** Somebody's chat with the submissions feature on a test database: real rows, a clock moved by hand, no channels. */
import { eq } from 'drizzle-orm';
import type { Connection } from '../../../src/db/database.ts';
import { atRest, type Conversation, type Frame } from '../../../src/engine/conversation.ts';
import type { Fact } from '../../../src/engine/fact.ts';
import type { DialogInput } from '../../../src/engine/here.ts';
import { ask, type Turn } from '../../../src/engine/moves.ts';
import { type Choice, type Notice, say as plainSay, type Say } from '../../../src/engine/say.ts';
import { turn } from '../../../src/engine/turn.ts';
import type { Acting, Cx, Outcome } from '../../../src/features/feature.ts';
import { submissionsFeature } from '../../../src/features/submissions/feature.ts';
import { loadWorld } from '../../../src/features/submissions/reflection/host.ts';
import { reflection } from '../../../src/features/submissions/reflection/reflection.flow.ts';
import type { ReflectionWorld } from '../../../src/features/submissions/reflection/world.flow.ts';
import type { CampaignId, PromptId } from '../../../src/lib/ids.ts';
import { addDays, DAY, dayOf, MINUTE } from '../../../src/lib/time.ts';
import { acting, addressOf, at, keep, personOf, testCx } from '../../support/cx.ts';
import { writeWard } from '../../support/stage/ward.ts';
import { shippedContent, translator } from './driver.ts';

export const feature = submissionsFeature();

/** The ward, its people and the time. */
export class Ward {
  now = at('2022-03-21T07:30');
  readonly c: Connection;
  readonly ids: ReadonlyMap<string, string>;

  private constructor(c: Connection, ids: ReadonlyMap<string, string>) {
    this.c = c;
    this.ids = ids;
  }

  static async on(c: Connection): Promise<Ward> {
    return new Ward(c, await writeWard(c, testCx(c, { now: at('2022-03-21T07:30') }).env, shippedContent));
  }

  get cx(): Cx {
    return testCx(this.c, { now: this.now });
  }

  later(ms: number): this {
    this.now += ms;
    return this;
  }

  async campaignId(): Promise<CampaignId> {
    const [row] = await this.c.tx.select({ id: this.c.t.campaigns.id }).from(this.c.t.campaigns);
    if (row === undefined) throw new Error('the ward has no round');
    return row.id;
  }

  /** Half a year passes, and another round has opened. */
  async nextRound(): Promise<void> {
    this.later(183 * DAY);
    const { t, tx } = this.c;
    const [before] = await tx.select().from(t.campaigns);
    if (before === undefined) throw new Error('the ward has no round');
    const opensOn = dayOf(this.now, this.cx.zone);
    const days = { opensOn, closesOn: addDays(opensOn, 30) };
    const deadlines = { meetingDeadline: addDays(opensOn, 20), submissionDeadline: addDays(opensOn, 20) };
    const id = this.cx.env.newId<CampaignId>();
    await tx.insert(t.campaigns).values({ ...before, ...days, ...deadlines, id, code: 'NEXT' });
  }

  /** Someone by the name in the cast, with an address of their own, who takes part. */
  async chat(name: string, decision: 'given' | 'declined' = 'given'): Promise<Chat> {
    const { t, tx } = this.c;
    const person = await personOf(this.cx, this.ids.get(name) ?? '');
    const address = await addressOf(this.cx, name);
    await tx.update(t.addresses).set({ personId: person.id }).where(eq(t.addresses.id, address.id));
    const consent = { textVersion: '2022-1', at: this.now, channel: 'telegram' };
    await tx.insert(t.consents).values({ id: this.cx.env.newId(), personId: person.id, decision, ...consent });
    return new Chat(this, { person, address });
  }
}

export class Chat {
  conversation: Conversation = atRest;
  facts: readonly Fact[] = [];
  notices: readonly Notice[] = [];
  says: readonly Say[] = [];
  /** The world as the engine leaves it after the last turn, to be compared with the rows. */
  expected: ReflectionWorld | undefined;
  readonly #ward: Ward;
  readonly #who: Pick<Acting, 'person' | 'address'>;
  #messages = 0;

  constructor(ward: Ward, who: Pick<Acting, 'person' | 'address'>) {
    this.#ward = ward;
    this.#who = who;
  }

  get personId() {
    return this.#who.person.id;
  }

  /** What was said, with the buttons, in Vietnamese. */
  get text(): string {
    return this.says
      .map((one) =>
        [
          translator.text(one, 'vi'),
          ...(one.choices ?? []).map((choice) => `[${translator.text(choice.label, 'vi')}]`),
        ].join('\n'),
      )
      .join('\n\n');
  }

  async command(name: string, args = ''): Promise<this> {
    const command = feature.commands?.find((one) => one.name === name || one.aliases.includes(name));
    if (command === undefined) throw new Error(`there is no ${name}`);
    return this.#carryOut(await command.run(this.#acting(), args));
  }

  /** Taps a menu's button by its label. */
  async press(
    label: string,
    choices: readonly Choice[] = this.says.flatMap((one) => one.choices ?? []),
  ): Promise<this> {
    const choice = choices.find((one) => translator.text(one.label, 'vi') === label);
    if (choice?.command === undefined) throw new Error(`there is no button ${label} in: ${this.text}`);
    return this.command(choice.command.name, choice.command.args);
  }

  async edit(messageId: number, text: string): Promise<this> {
    const outcome = await feature.edited?.(this.#acting(), String(messageId), text);
    return this.#carryOut(outcome ?? { says: [plainSay('common.unknown-command')] });
  }

  async write(text: string): Promise<number> {
    this.#messages += 1;
    await this.input({ kind: 'text', text });
    return this.#messages;
  }

  async input(input: DialogInput): Promise<this> {
    const { active } = this.conversation;
    if (active === undefined) throw new Error('no dialog is open');
    const here = this.#acting();
    const world = await loadWorld(here, active);
    if (world === undefined) throw new Error('the draft is gone');
    return this.#take(
      turn(
        { flow: reflection, world, frame: active, resting: this.conversation.resting, around: this.#around() },
        input,
        here.source,
      ),
      world,
    );
  }

  async world(): Promise<ReflectionWorld | undefined> {
    const frame = this.conversation.active ?? this.conversation.resting;
    return frame === undefined ? undefined : loadWorld(this.#acting(), frame);
  }

  async #carryOut(outcome: Outcome): Promise<this> {
    this.says = outcome.says ?? [];
    this.facts = outcome.facts ?? [];
    this.notices = await keep(this.#ward.cx, [feature], this.facts);
    if (outcome.conversation !== undefined) this.conversation = outcome.conversation;
    const fresh =
      outcome.enter === undefined ? undefined : { ...outcome.enter, promptId: '' as PromptId, askedAt: this.#ward.now };
    const frame: Frame | undefined = outcome.resume ?? fresh;
    if (frame === undefined) return this;
    const world = await loadWorld(this.#acting(), frame);
    if (world === undefined) throw new Error('the draft is gone');
    const before = { says: this.says, facts: this.facts, notices: this.notices };
    await this.#take(ask({ flow: reflection, world, frame, resting: undefined, around: this.#around() }), world);
    this.says = [...before.says, ...this.says];
    this.facts = before.facts;
    this.notices = before.notices;
    return this;
  }

  async #take(result: Turn, world: ReflectionWorld): Promise<this> {
    const { active, resting } = JSON.parse(JSON.stringify(result.conversation)) as Partial<Conversation>;
    this.conversation = { active, resting };
    this.says = result.says.map((one) => one.say);
    this.facts = result.facts;
    this.expected = result.facts.reduce((before, fact) => reflection.apply(before, fact), world);
    this.notices = await keep(this.#ward.cx, [feature], result.facts);
    return this;
  }

  #acting(): Acting {
    const built = acting(this.#ward.cx, { ...this.#who, conversation: this.conversation });
    return {
      ...built,
      source: { ...built.source, messageId: String(this.#messages), promptId: this.conversation.active?.promptId },
    };
  }

  #around() {
    const { cx } = this.#ward;
    return {
      now: cx.now,
      numbered: true,
      newPromptId: () => cx.env.newId<PromptId>(),
      label: (label: Parameters<typeof translator.text>[0]) => translator.text(label, 'vi'),
    };
  }
}

const QUESTIONS = 8;

/** Answers the first question in words and skips the others, up to the summary. Answers with the message's number. */
export async function toSummary(ward: Ward, chat: Chat, first = 'Phụ trách tổ 6.'): Promise<number> {
  await chat.command('soi');
  ward.later(MINUTE);
  const messageId = await chat.write(first);
  for (let n = 1; n < QUESTIONS; n += 1) await chat.input({ kind: 'choice', key: 'skip' });
  ward.later(MINUTE);
  return messageId;
}

export async function submits(ward: Ward, chat: Chat, first?: string): Promise<number> {
  const messageId = await toSummary(ward, chat, first);
  await chat.input({ kind: 'choice', key: 'submit' });
  return messageId;
}
