/**
 * Transcripts: a file is the input and the expected output at once. Lines that begin in the first column are read (people
 * speak, time passes, things break); lines that are indented are what the program did, and are written by the test.
 */
import type { SendResult } from '../../../src/channels/send-result.ts';
import type { InboundEvent } from '../../../src/engine/input.ts';
import { SECOND } from '../../../src/lib/time.ts';
import type { Kind } from '../databases.ts';
import { channelOf, givenIn, PAGE_AS_WELL, READ_BEFORE, showsNumbers } from './given.ts';
import type { Phones } from './phones.ts';
import { type Person, printErrors, printFact, printMessages } from './print.ts';
import { at, Stage } from './stage.ts';
import { CAST } from './ward.ts';

/** Ways in which the same conversation must come out the same. */
export interface Weather {
  readonly kind: Kind;
  readonly channel?: 'telegram' | 'console' | 'web' | 'zalo';
  /** Every event is delivered twice in one batch and once more afterwards; every tap is also sent again under a new id. */
  readonly again?: boolean;
  /** The process ends after every line. */
  readonly restarts?: boolean;
}

/** Plays the transcript in `text` and answers with the transcript as it came out. */
export async function play(text: string, weather: Weather): Promise<string> {
  const { kind, channel = channelOf(text) } = weather;
  const stage = await Stage.open(kind, { channel, ...givenIn(text) });
  const player = new Player(stage, weather, showsNumbers(text));
  try {
    const out: string[] = [];
    for (const line of inputOf(text)) {
      out.push(line);
      if (line.trim() === '' || line.startsWith('#')) continue;
      try {
        await player.line(line);
      } catch (error) {
        out.push(`  !! ${error instanceof Error ? error.message : String(error)}`);
      }
      out.push(...player.happened());
    }
    return out.join('\n');
  } finally {
    await stage.close();
  }
}

/** The lines that are read. An empty line belongs to what was said when the next words are indented. */
function inputOf(text: string): readonly string[] {
  const lines = text.split('\n');
  return lines.filter((line, index) => {
    if (line.startsWith(' ')) return false;
    return (
      line !== '' ||
      lines
        .slice(index)
        .find((one) => one !== '')
        ?.startsWith(' ') !== true
    );
  });
}

const PLATFORM_ANSWERS: Readonly<Record<string, SendResult>> = {
  blocked: { outcome: 'gone', why: 'bot was blocked by the user' },
  '429': { outcome: 'retry', afterMs: 3_000, everyone: false, why: '429' },
  reset: { outcome: 'unknown', why: 'connection reset' },
};

type Sentence = readonly [RegExp, (groups: readonly string[]) => unknown];

class Player implements Person {
  readonly #stage: Stage;
  readonly #weather: Weather;
  #last: InboundEvent | undefined;
  /** Time has passed in this line: what was said on the way carries the time at which it was. */
  #travelled = false;

  readonly #typed: boolean;

  constructor(stage: Stage, weather: Weather, typed: boolean) {
    this.#typed = typed;
    this.#stage = stage;
    this.#weather = weather;
  }

  async line(line: string): Promise<void> {
    this.#travelled = false;
    for (const [pattern, run] of [...this.#events(), ...this.#people()]) {
      const match = line.match(pattern);
      if (match === null) continue;
      await run(match.slice(1).map((group) => group ?? ''));
      if (this.#weather.restarts === true && line !== 'down') await this.#stage.restart();
      return;
    }
    throw new Error('no sentence that a transcript knows');
  }

  /** What the last line led to, as indented lines. */
  happened(): readonly string[] {
    const stage = this.#stage;
    const facts = stage.facts.splice(0).map(printFact);
    const messages = printMessages(this, stage.phones.take(), { timed: this.#travelled, typed: this.#typed });
    const onPage = { named: (id: string): string => `${this.named(id)}, on the page` };
    const beside = printMessages(onPage, stage.beside?.take() ?? [], { timed: this.#travelled, typed: false });
    return [...facts, ...messages, ...beside, ...printErrors(stage.log.splice(0))];
  }

  named(platformId: string): string {
    return this.#stage.nameAt(platformId);
  }

  /** What happens to everybody. */
  #events(): readonly Sentence[] {
    const stage = this.#stage;
    const { phones } = stage;
    return [
      ...READ_BEFORE.map((line): Sentence => [line, () => {}]),
      [/^given everybody joined$/, () => stage.joined(Object.keys(CAST))],
      [/^given joined: (.+)$/, ([names = '']) => stage.joined(names.split(', '))],
      [/^given joined on the page: (.+)$/, ([names = '']) => stage.joined(names.split(', '), this.#beside)],
      [/^given the administrator is (\S+)$/, ([name = '']) => stage.administrator(name)],
      [/^given (\d+) messages were sent this month$/, ([count = '']) => stage.sentAlready(Number(count))],
      [/^given submitted: (.+)$/, ([names = '']) => stage.submitted(names.split(', '))],
      [/^given the code (\S+) for (\S+)$/, ([code = '', name = '']) => stage.code(code.replace('-', ''), name)],
      [/^at (\d{4}-\d\d-\d\d \d\d:\d\d)$/, ([minute = '']) => this.#pass(minute)],
      [/^restart$/, () => stage.restart()],
      [/^down$/, () => stage.stop()],
      [/^up at (\d{4}-\d\d-\d\d \d\d:\d\d)$/, ([minute = '']) => this.#up(minute)],
      [/^again$/, async () => (this.#last === undefined ? undefined : stage.act([this.#last]))],
      [
        /^again, under a new id$/,
        async () => (this.#last === undefined ? undefined : stage.act([phones.resent(this.#last)])),
      ],
      [
        /^! telegram says (\S+)$/,
        ([what = '']) => phones.answersNext(PLATFORM_ANSWERS[what] ?? { outcome: 'refused', why: what }),
      ],
    ];
  }

  /** What somebody does. */
  #people(): readonly Sentence[] {
    const stage = this.#stage;
    const { phones } = stage;
    const now = (): number => stage.clock.now();
    const says = (text: string) => (id: string) => phones.says(id, text.replaceAll('\\n', '\n'), now());
    const taps = (label: string) => (id: string) => phones.taps(id, label, now());
    return [
      [
        /^(\S+), on the page: \[([^\]]+)\]$/,
        ([name = '', label = '']) => this.#do(name, (id) => this.#beside.taps(id, label, now())),
      ],
      [
        /^(\S+), on the page: (.+)$/,
        ([name = '', text = '']) => this.#do(name, (id) => this.#beside.says(id, text, now())),
      ],
      [/^(\S+), on a new phone: (.+)$/, ([name = '', text = '']) => this.#onNewPhone(name, text)],
      [/^(\S+), on the old phone: (.+)$/, ([name = '', text = '']) => this.#onOldPhone(name, text)],
      [
        /^(\S+), in the group: (.+)$/,
        ([name = '', text = '']) => this.#do(name, (id) => phones.says(`-${id}`, text, now())),
      ],
      [
        /^(\S+) sends a (\S+), with "(.+)"$/,
        ([name = '', what = '', caption = '']) => this.#do(name, (id) => phones.sends(id, what, now(), caption)),
      ],
      [/^(\S+) sends a (\S+)$/, ([name = '', what = '']) => this.#do(name, (id) => phones.sends(id, what, now()))],
      [
        /^(\S+) edits "(.+?)": (.+)$/,
        ([name = '', old = '', text = '']) => this.#do(name, (id) => phones.edits(id, old, text, now())),
      ],
      [/^(\S+) looks at the page$/, ([name = '']) => stage.looks(name)],
      [/^(\S+) blocks the bot$/, ([name = '']) => this.#block(name, true)],
      [/^(\S+) takes the bot back$/, ([name = '']) => this.#block(name, false)],
      [
        /^(\S+)'s phone is (lost|found)$/,
        ([name = '', state = '']) => phones.blocked(stage.platformId(name), state === 'lost'),
      ],
      [
        /^(\S+) writes (\d+) letters, (.+)$/,
        ([name = '', count = '', text = '']) => this.#do(name, says(long(text, Number(count)))),
      ],
      [
        /^(\S+) writes the other (\d+) letters, (.+)$/,
        ([name = '', count = '', text = '']) => this.#do(name, says(long(text, Number(count))), SECOND),
      ],
      [
        /^(\S+) and (\S+), at once: \[(.+)\]$/,
        ([one = '', other = '', label = '']) => this.#atOnce([one, other], label),
      ],
      [
        /^(\S+), an old button: \[(.+)\]$/,
        ([name = '', label = '']) => this.#do(name, (id) => phones.taps(id, label, now(), 1)),
      ],
      [/^(\S+): \[([^\]]+)\]$/, ([name = '', label = '']) => this.#do(name, taps(label))],
      [
        /^(\S+), (\d+) s later: \[([^\]]+)\]$/,
        ([name = '', s = '', label = '']) => this.#do(name, taps(label), Number(s) * SECOND),
      ],
      [
        /^(\S+), (\d+) s later: (.+)$/,
        ([name = '', s = '', text = '']) => this.#do(name, says(text), Number(s) * SECOND),
      ],
      [
        /^(\S+), written (\d+) s before: (.+)$/,
        ([name = '', s = '', text = '']) =>
          this.#do(name, (id) => phones.says(id, text, now() - Number(s) * SECOND), SECOND),
      ],
      [/^(\S+): (.+)$/, ([name = '', text = '']) => this.#do(name, says(text))],
    ];
  }

  get #beside(): Phones {
    if (this.#stage.beside === undefined) throw new Error(`this needs "${PAGE_AS_WELL}"`);
    return this.#stage.beside;
  }

  async #pass(minute: string): Promise<void> {
    this.#travelled = true;
    await this.#stage.passTo(at(minute));
  }

  /** The process was down until then: nothing on the way happened at its own time. */
  async #up(minute: string): Promise<void> {
    this.#travelled = true;
    const stage = this.#stage;
    stage.clock.set(at(minute));
    await stage.start();
    await stage.passTo(at(minute));
  }

  async #onNewPhone(name: string, text: string): Promise<void> {
    this.#stage.newPhone(name);
    await this.#do(name, (id) => this.#stage.phones.says(id, text, this.#stage.clock.now()));
  }

  async #onOldPhone(name: string, text: string): Promise<void> {
    this.#stage.oldPhone(name);
    await this.#do(name, (id) => this.#stage.phones.says(id, text, this.#stage.clock.now()));
    this.#stage.newPhone(name);
  }

  async #block(name: string, yes: boolean): Promise<void> {
    const { phones, clock } = this.#stage;
    phones.blocked(this.#stage.platformId(name), yes);
    await this.#do(name, (id) => phones.reaches(id, !yes, clock.now()));
  }

  async #atOnce(names: readonly string[], label: string): Promise<void> {
    const { clock, phones } = this.#stage;
    this.#stage.wait();
    await this.#deliver(names.map((name) => phones.taps(this.#stage.platformId(name), label, clock.now())));
  }

  async #do(name: string, what: (platformId: string) => InboundEvent, after?: number): Promise<void> {
    this.#stage.wait(after);
    const event = what(this.#stage.platformId(name));
    this.#last = event;
    await this.#deliver([event]);
  }

  async #deliver(events: readonly InboundEvent[]): Promise<void> {
    const stage = this.#stage;
    const { again } = this.#weather;
    await stage.act(again === true ? [...events, ...events] : events);
    if (again !== true) return;
    await stage.act(events);
    const taps = events.filter(({ input }) => input.kind === 'choice');
    const from = (event: InboundEvent): Phones => (event.channel === stage.beside?.name ? stage.beside : stage.phones);
    if (taps.length > 0) await stage.act(taps.map((event) => from(event).resent(event)));
  }
}

/** A text of so many letters that begins with `text`. */
function long(text: string, letters: number): string {
  const more = ' Tôi đã rà soát từng việc được giao và ghi lại kết quả.';
  return `${text}${more.repeat(Math.ceil(letters / more.length))}`.slice(0, letters - 1).concat('.');
}
