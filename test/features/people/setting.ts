/** A ward on an empty database, and what people do in it, for the tests of this folder. */
import { loadContent } from '../../../src/content/load.ts';
import { createTranslator } from '../../../src/content/translate.ts';
import type { Connection, Database } from '../../../src/db/database.ts';
import type { Say } from '../../../src/engine/say.ts';
import type { Acting, Cx, Outcome, StrangerOutcome } from '../../../src/features/feature.ts';
import { peopleFeature } from '../../../src/features/people/feature.ts';
import { createInvite } from '../../../src/features/people/invite.ts';
import type { StrangerInput } from '../../../src/features/people/joining.ts';
import { CONSENT_VERSION } from '../../../src/features/people/rules.ts';
import { acting, addressOf, at, keep, personOf, strange, testCx } from '../../support/cx.ts';
import { writeWard } from '../../support/stage/ward.ts';

const loaded = await loadContent();
if (!loaded.ok) throw new Error(loaded.problems.join('\n'));
const { content } = loaded;
const translator = createTranslator(content.catalogues);

/** What is read: every message in both languages must come out, the Vietnamese one is answered. */
export function read(says: readonly Say[] = []): string {
  for (const one of says) for (const label of one.choices ?? []) translator.text(label.label, 'en');
  for (const one of says) translator.text(one, 'en');
  return says
    .map((one) =>
      [
        translator.text(one, 'vi'),
        ...(one.choices ?? []).map((choice) => `[${translator.text(choice.label, 'vi')}]`),
      ].join('\n'),
    )
    .join('\n\n');
}

export const people = peopleFeature({ browsers: false, linking: true });

export class Setting {
  readonly c: Connection;
  readonly #ids: ReadonlyMap<string, string>;
  #now: number;

  private constructor(c: Connection, ids: ReadonlyMap<string, string>, now: number) {
    this.c = c;
    this.#ids = ids;
    this.#now = now;
  }

  static async run<R>(database: Database, work: (setting: Setting) => Promise<R>): Promise<R> {
    return database.transact(async (c) => {
      const now = at('2022-03-21T07:30');
      const ids = await writeWard(c, testCx(c, { now }).env, content);
      return work(new Setting(c, ids, now));
    });
  }

  get cx(): Cx {
    return testCx(this.c, { now: this.#now });
  }

  pass(milliseconds: number): void {
    this.#now += milliseconds;
  }

  id(name: string): string {
    return this.#ids.get(name) ?? '';
  }

  /** A code for one of the cast, as it is printed. */
  async code(name: string, by?: string): Promise<string> {
    const person = await personOf(this.cx, this.id(name));
    const made = createInvite(
      this.cx,
      person.id,
      by === undefined ? undefined : (await personOf(this.cx, this.id(by))).id,
    );
    await keep(this.cx, [people], [made.fact]);
    return made.code;
  }

  /** `'1'` is a chat on Telegram, `'web/1'` one on the page. */
  #address(chat: string) {
    const [id = '', channel] = chat.split('/').toReversed();
    return addressOf(this.cx, id, channel);
  }

  /** Somebody unknown does something in the chat `chat`. */
  async stranger(chat: string, input: StrangerInput) {
    const outcome: StrangerOutcome | undefined = await people.stranger?.(
      strange(this.cx, await this.#address(chat)),
      input,
    );
    const notices = await keep(this.cx, [people], outcome?.facts);
    return { text: read(outcome?.says), becomes: outcome?.becomes, facts: outcome?.facts ?? [], notices };
  }

  async joins(name: string, chat: string): Promise<void> {
    await this.stranger(chat, { kind: 'text', text: await this.code(name) });
  }

  async acting(name: string, chat: string): Promise<Acting> {
    return acting(this.cx, { person: await personOf(this.cx, this.id(name)), address: await this.#address(chat) });
  }

  /** One of the cast sends a command from the chat `chat`. */
  async sends(name: string, chat: string, text: string) {
    const [word = '', ...args] = text.replace('/', '').split(' ');
    const command = people.commands?.find((one) => one.name === word || one.aliases.includes(word));
    if (command === undefined) throw new Error(`there is no ${word}`);
    const outcome: Outcome = await command.run(await this.acting(name, chat), args.join(' '));
    const notices = await keep(this.cx, [people], outcome.facts);
    return { text: read(outcome.says), says: outcome.says ?? [], outcome, facts: outcome.facts ?? [], notices };
  }

  async decides(name: string, decision: 'given' | 'declined', version = CONSENT_VERSION): Promise<void> {
    const person = await personOf(this.cx, this.id(name));
    await keep(
      this.cx,
      [people],
      [
        {
          type: 'consent.decided',
          personId: person.id,
          decision,
          textVersion: version,
          channel: 'telegram',
          at: this.#now,
        },
      ],
    );
  }
}
