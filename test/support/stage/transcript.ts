/**
 * Transcripts: a file is the input and the expected output at once. Lines that begin in the first column are read (people
 * speak, time passes, things break); lines that are indented are what the program did, and are written by the test.
 */
import type { Fact } from '../../../src/engine/fact.ts';
import type { InboundEvent } from '../../../src/engine/input.ts';
import type { SendResult } from '../../../src/channels/send-result.ts';
import { SECOND } from '../../../src/lib/time.ts';
import type { Kind } from '../databases.ts';
import type { Arrived } from './phones.ts';
import { at, Stage } from './stage.ts';
import { CAST } from './ward.ts';

/** Ways in which the same conversation must come out the same. */
export interface Weather {
  readonly kind: Kind;
  /** Every event is delivered twice, in one batch and once more afterwards. */
  readonly twice?: boolean;
  /** Every tap is sent again by the phone, under a new id. */
  readonly resentTaps?: boolean;
  /** The process ends after every line. */
  readonly restarts?: boolean;
}

/** Plays the transcript in `text` and answers with the transcript as it came out. */
export async function play(text: string, weather: Weather): Promise<string> {
  const stage = await Stage.open(weather.kind);
  const player = new Player(stage, weather);
  try {
    const out: string[] = [];
    for (const line of text.split('\n')) {
      if (line.startsWith(' ')) continue;
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

const PLATFORM_ANSWERS: Readonly<Record<string, SendResult>> = {
  blocked: { outcome: 'gone', why: 'bot was blocked by the user' },
  '429': { outcome: 'retry', afterMs: 3_000, everyone: false, why: '429' },
  reset: { outcome: 'unknown', why: 'connection reset' },
};

class Player {
  readonly #stage: Stage;
  readonly #weather: Weather;
  #last: InboundEvent | undefined;

  constructor(stage: Stage, weather: Weather) {
    this.#stage = stage;
    this.#weather = weather;
  }

  async line(line: string): Promise<void> {
    for (const [pattern, run] of this.#sentences()) {
      const match = line.match(pattern);
      if (match === null) continue;
      await run(match.slice(1).map((group) => group ?? ''));
      if (this.#weather.restarts === true) await this.#stage.restart();
      return;
    }
    throw new Error('no sentence that a transcript knows');
  }

  /** What the last line led to, as indented lines. */
  happened(): readonly string[] {
    const facts = this.#stage.facts.splice(0).map(printFact);
    const errors = this.#stage.log.splice(0).filter(({ level }) => level === 'error');
    const failed = errors.map(({ event, fields }) => `  !! ${event} ${JSON.stringify(fields)}`);
    return [...facts, ...printMessages(this.#stage, this.#stage.phones.take()), ...failed];
  }

  #sentences(): readonly (readonly [RegExp, (groups: readonly string[]) => Promise<void>])[] {
    const stage = this.#stage;
    const { phones } = stage;
    const now = (): number => stage.clock.now();
    return [
      [/^given everybody joined$/, () => stage.joined(Object.keys(CAST))],
      [/^given joined: (.+)$/, ([names = '']) => stage.joined(names.split(', '))],
      [/^given the code (\S+) for (\S+)$/, ([code = '', name = '']) => stage.code(code.replace('-', ''), name)],
      [/^at (\d{4}-\d\d-\d\d \d\d:\d\d)$/, ([minute = '']) => stage.passTo(at(minute))],
      [/^restart$/, () => stage.restart()],
      [/^again$/, async () => (this.#last === undefined ? undefined : stage.act([this.#last]))],
      [/^again, under a new id$/, async () => (this.#last === undefined ? undefined : stage.act([phones.resent(this.#last)]))],
      [/^! telegram says (\S+)$/, async ([what = '']) => phones.answersNext(PLATFORM_ANSWERS[what] ?? { outcome: 'refused', why: what })],
      [/^(\S+), on a new phone: (.+)$/, ([name = '', text = '']) => this.#onNewPhone(name, text)],
      [/^(\S+), in the group: (.+)$/, ([name = '', text = '']) => this.#do(name, () => phones.says(`-${stage.platformId(name)}`, text, now()))],
      [/^(\S+) sends (\S+)$/, ([name = '', what = '']) => this.#do(name, (id) => phones.sends(id, what, now()))],
      [/^(\S+) edits "(.+?)": (.+)$/, ([name = '', old = '', text = '']) => this.#do(name, (id) => phones.edits(id, old, text, now()))],
      [/^(\S+), an old button: \[(.+)\]$/, ([name = '', label = '']) => this.#do(name, (id) => phones.taps(id, label, now(), 1))],
      [/^(\S+): \[(.+)\]$/, ([name = '', label = '']) => this.#do(name, (id) => phones.taps(id, label, now()))],
      [/^(\S+), (\d+) s later: (.+)$/, ([name = '', s = '', text = '']) => this.#do(name, (id) => phones.says(id, text, now()), Number(s) * SECOND)],
      [/^(\S+): (.+)$/, ([name = '', text = '']) => this.#do(name, (id) => phones.says(id, text.replaceAll('\\n', '\n'), now()))],
    ];
  }

  async #onNewPhone(name: string, text: string): Promise<void> {
    this.#stage.newPhone(name);
    await this.#do(name, (id) => this.#stage.phones.says(id, text, this.#stage.clock.now()));
  }

  async #do(name: string, what: (platformId: string) => InboundEvent, after?: number): Promise<void> {
    this.#stage.wait(after);
    const event = what(this.#stage.platformId(name));
    this.#last = event;
    const { twice, resentTaps } = this.#weather;
    await this.#stage.act(twice === true ? [event, event] : [event]);
    if (twice === true) await this.#stage.act([event]);
    if (resentTaps === true && event.input.kind === 'choice') await this.#stage.act([this.#stage.phones.resent(event)]);
  }
}

const ID = /^[0-9a-f]{8}-[0-9a-f]{4}-/;

/** A fact with what is the same in every run: no ids, no instants, no hashes. */
function printFact({ type, ...said }: Fact): string {
  const kept = Object.entries(said).filter(([name, value]) => {
    if (typeof value === 'string') return !ID.test(value) && !/^[0-9a-f]{40,}$/.test(value);
    return typeof value === 'boolean' || (typeof value === 'number' && !/At$|^at$|until/i.test(name));
  });
  const shown = kept.map(([name, value]) => `${name}: ${JSON.stringify(value)}`).join(', ');
  return `  + ${type}${shown === '' ? '' : ` {${shown}}`}`;
}

function printMessages(stage: Stage, messages: readonly Arrived[]): readonly string[] {
  const alike = new Map<string, string[]>();
  for (const one of messages) {
    const lines = [
      ...(one.file === undefined ? [] : [`<${one.file}>`]),
      ...one.text.split('\n'),
      ...one.buttons.map((row) => row.map(({ text }) => `[${text}]`).join(' ')),
    ];
    const body = lines.map((line) => `    ${line}`.trimEnd()).join('\n');
    alike.set(body, [...(alike.get(body) ?? []), stage.nameAt(one.platformId)]);
  }
  return [...alike].flatMap(([body, names]) => [`  → ${names.join(', ')}`, body]);
}
