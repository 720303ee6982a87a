#!/usr/bin/env node
/** The operator's commands: `tusoi COMMAND`. Each is thin over what the bot itself uses. */
import { parseArgs } from 'node:util';
import { content } from './cli/content.ts';
import { doctor } from './cli/doctor.ts';
import { importFile } from './cli/import.ts';
import { invite } from './cli/invite.ts';
import { list } from './cli/list.ts';
import { status } from './cli/status.ts';
import { zalo } from './cli/zalo.ts';
import { describeError } from './lib/describe-error.ts';
import { Refusal } from './opening.ts';

const USAGE = `tusoi COMMAND

  list units|people [--unit CODE] [--json]   what is stored
  import FILE [--apply]                      units, people, roles and a round from YAML; without --apply nothing is written
  import --example                           a commented example of such a file
  invite --unit CODE | --person CODE         new one-time codes with links
  invite --unit CODE --sheet FILE.html       the same as slips to print and cut
  status --unit CODE [--json]                the figures of a unit
  zalo webhook info|set|remove               where Zalo delivers what people write
  content check                              messages and questionnaires
  doctor                                     is everything as it should be
  doctor --replay CODE | --drop CODE         handle a failed event again, or give it up
`;

const OPTIONS = {
  unit: { type: 'string' },
  person: { type: 'string' },
  sheet: { type: 'string' },
  replay: { type: 'string' },
  drop: { type: 'string' },
  json: { type: 'boolean', default: false },
  apply: { type: 'boolean', default: false },
  example: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

/** How many words a command has, itself included, and which options. What it does not take would be passed over without a word. */
const TAKES: Readonly<Record<string, { readonly words: number; readonly options: readonly string[] }>> = {
  list: { words: 2, options: ['unit', 'json'] },
  import: { words: 2, options: ['apply', 'example'] },
  invite: { words: 1, options: ['unit', 'person', 'sheet'] },
  status: { words: 1, options: ['unit', 'json'] },
  content: { words: 2, options: [] },
  zalo: { words: 3, options: [] },
  doctor: { words: 1, options: ['replay', 'drop'] },
};

/** What was typed; throws a Refusal for what is no option, or none of this command. */
function typed() {
  const { values, positionals, tokens } = parsed();
  const [command = ''] = positionals;
  const takes = Object.hasOwn(TAKES, command) ? TAKES[command] : undefined;
  if (takes === undefined || values.help) return { values, positionals };
  const given = tokens.flatMap((token) => (token.kind === 'option' ? [token.name] : []));
  const problems = [
    ...positionals.slice(takes.words).map((word) => `${command} has no use for "${word}"`),
    ...given.filter((name) => !takes.options.includes(name)).map((name) => `${command} has no option --${name}`),
    ...given.filter((name, n) => given.indexOf(name) !== n).map((name) => `--${name} is given twice`),
    ...(given.includes('replay') && given.includes('drop') ? ['either --replay or --drop'] : []),
  ];
  if (problems.length > 0) throw new Refusal('Nothing was done:', [...problems, 'tusoi --help shows all commands']);
  return { values, positionals };
}

function parsed() {
  try {
    return parseArgs({ allowPositionals: true, options: OPTIONS, tokens: true });
  } catch (error) {
    const [sentence = ''] = error instanceof Error ? error.message.split('. ') : [];
    // biome-ignore lint/style/useErrorCause: the cause is there; the second argument is what the operator is told
    throw new Refusal(`${sentence}.`, ['tusoi --help shows all commands'], { cause: error });
  }
}

async function main(): Promise<number> {
  const { values, positionals } = typed();
  const [command, argument, act] = positionals;
  const { unit, json } = values;
  switch (values.help ? undefined : command) {
    case 'list':
      return list(argument, { unit, json });
    case 'import':
      return importFile(argument, values);
    case 'invite':
      return invite({ unit, person: values.person, sheet: values.sheet });
    case 'status':
      return status({ unit, json });
    case 'content':
      return content(argument);
    case 'zalo':
      return zalo(argument, act);
    case 'doctor':
      return doctor({ replay: values.replay, drop: values.drop });
    case undefined:
      process.stdout.write(USAGE);
      return values.help ? 0 : 2;
    default:
      throw new Refusal(`There is no command "${command}".`, ['tusoi --help shows all of them']);
  }
}

// Whoever reads what is printed may leave before its end, as `| head` does: the command is carried out all the same.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    const lines =
      error instanceof Refusal
        ? [error.message, ...error.problems.map((problem) => `  • ${problem}`)]
        : [`tusoi: ${describeError(error)}`];
    process.stderr.write(`${lines.join('\n')}\n`);
    process.exitCode = 2;
  },
);
