import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { FAULT_KINDS, type FaultKind } from './core/faults.ts';
import { MODES, type Mode } from './core/settings.ts';
import type { Shown } from './core/timeline.ts';
import type { Person } from './people/person.ts';
import type { FakeZalo } from './server.ts';

/** A person at the keyboard: what they type goes to the bot, what the bot sends is printed. */

interface Streams {
  readonly input: Readable;
  readonly output: Writable;
}

interface Desk {
  readonly fake: FakeZalo;
  readonly print: (line: string) => void;
  who: Person;
}

type Command = (desk: Desk, words: string) => void;

const HELP = `  :as NAME            be somebody else (each name is an account of its own)
  :protected NAME     be somebody whose messages no bot can read
  :photo [CAPTION]  :sticker  :voice  :file      send something else than text
  :repeat             the platform tells your last message once more
  :mode ${MODES.join('|')}    what becomes of events that were told
  :fault KIND [METHOD [COUNT]]    spoil the next calls; :faults lists the kinds
  :later MINUTES      the platform's clock moves on
  :stats  :help  :quit`;

const COMMANDS: Readonly<Record<string, Command>> = {
  as: (desk, name) => become(desk, desk.fake.person(name === '' ? 'Lan' : name)),
  protected: (desk, name) => become(desk, desk.fake.person(`${name} (protected)`, { protected: true })),
  photo: ({ who }, caption) => void who.sendsPhoto(caption === '' ? {} : { caption }),
  sticker: ({ who }) => void who.sendsSticker(),
  voice: ({ who }) => void who.sendsVoice(),
  file: ({ who }) => void who.sendsUnsupported(),
  repeat: ({ who }) => void who.repeatsLast(),
  mode: ({ fake, print }, mode) => {
    if (!isMode(mode)) return print(`  there is ${MODES.join(', ')}`);
    fake.set({ mode });
    return print(`  getUpdates: ${mode}`);
  },
  fault: ({ fake, print }, words) => {
    const [kind = '', method, count = '1'] = words.split(/\s+/);
    if (!isKind(kind)) return print(`  there is ${FAULT_KINDS.join(', ')}`);
    fake.fault({ kind, count: Number(count) || 1, ...(method !== undefined && { method }) });
    return print(`  ${count} × ${kind}`);
  },
  faults: ({ print }) => print(`  ${FAULT_KINDS.join(', ')}`),
  later: ({ fake, print }, minutes) => {
    fake.advance((Number(minutes) || 0) * 60_000);
    print(`  it is ${new Date(fake.core.clock.now()).toISOString()}`);
  },
  stats: ({ fake, print }) => print(`  ${JSON.stringify(fake.stats)}`),
  help: ({ print }) => print(HELP),
};

const isMode = (text: string): text is Mode => (MODES as readonly string[]).includes(text);
const isKind = (text: string): text is FaultKind => (FAULT_KINDS as readonly string[]).includes(text);

/** Resolves when the person leaves or the input ends. */
export function runTerminal(fake: FakeZalo, { input, output }: Streams): Promise<void> {
  const print = (line: string) => void output.write(`${line}\n`);
  const desk: Desk = { fake, print, who: fake.person('Lan') };
  print(greeting(fake));
  fake.core.events.on((event) => {
    if (event.type === 'shown') print(shownAs(fake, event.shown));
    if (event.type === 'lost') print('  (that message was lost, and the bot will never hear of it)');
    if (event.type === 'call') for (const wrong of fake.takeViolations()) print(`  ! ${wrong.method}: ${wrong.what}`);
  });
  return new Promise((resolve) => {
    const lines = createInterface({ input });
    lines.on('close', resolve);
    lines.on('line', (line) => {
      if (line.trim() === ':quit') lines.close();
      else heard(desk, line.trim());
    });
  });
}

function heard(desk: Desk, line: string): void {
  if (line === '') return;
  if (!line.startsWith(':')) {
    desk.who.says(line);
    return;
  }
  const [, name = '', words = ''] = /^:(\S*)\s*(.*)$/.exec(line) ?? [];
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (command) command(desk, words);
  else desk.print(HELP);
}

function become(desk: Desk, person: Person): void {
  desk.who = person;
  desk.print(`  you are ${person.sender.display_name} (${person.id})`);
}

function shownAs(fake: FakeZalo, { chatId, kind, text, media }: Shown): string {
  const whose = fake.people.find(({ id }) => id === chatId)?.sender.display_name ?? chatId;
  const body = [media === undefined ? [] : `[${kind} ${media}]`, text === '' ? [] : text].flat().join('\n');
  return `── to ${whose}\n${body.replaceAll(/^/gm, '   ')}`;
}

function greeting({ apiRoot, token }: FakeZalo): string {
  return `A double of the Zalo Bot Platform listens. Start the bot in another terminal with
  ZALO_API_ROOT=${apiRoot} ZALO_BOT_TOKEN=${token}
and write to it here. You are Lan.
${HELP}`;
}
