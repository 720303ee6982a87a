/** The settings: the only reader of process.env. Every variable has a sentence, from which .env.example is made. */
import { existsSync, statSync } from 'node:fs';
import proxyAddr from 'proxy-addr';
import { z } from 'zod';
import { isZone } from './lib/time.ts';

function areNetworks(list: string): boolean {
  try {
    proxyAddr.compile(list.split(',').map((one) => one.trim()));
    return true;
  } catch {
    return false;
  }
}

const url = z.url({ protocol: /^https?$/, error: 'must be an http:// or https:// address' });

/** As the driver reads it: spaces in a password are forgiven, and the host may be missing or a folder. */
const isDatabase = (url: string): boolean =>
  url.startsWith('file:') || URL.canParse(url.replaceAll(' ', '%20').replace('@/', '@host/'));

const cap = z.string().regex(/^(?:unlimited|\d{1,7})$/, 'must be a number, or unlimited');

/** The number behind such a setting; undefined = no end. */
export const capOf = (setting: string): number | undefined => Number.parseInt(setting, 10) || undefined;

/** An empty variable counts as one that is not set: that is how people switch a line of an .env file off. */
const fields = {
  DATABASE_URL: z
    .string()
    .regex(/^(file:.+|postgres(ql)?:\/\/.+)/, { error: 'must begin with file: or postgres://', abort: true })
    .refine(
      isDatabase,
      'must look like postgres://user:password@host/database; in the password, / # ? @ are written %2F %23 %3F %40',
    )
    .default('file:./data/tusoi.db')
    .describe(
      'Where everything is kept: a SQLite file (file:./data/tusoi.db) or a PostgreSQL server (postgres://user:password@host/database).',
    ),
  TELEGRAM_BOT_TOKEN: z
    .string()
    .regex(/^\d+:[\w-]+$/, 'must look like 123456:ABC-def, as @BotFather gives it')
    .optional()
    .describe('The token of the Telegram bot, from @BotFather. Without any channel the demonstration starts instead.'),
  TELEGRAM_API_ROOT: url
    .default('https://api.telegram.org')
    .describe('The Telegram Bot API server: another address for a local Bot API server.'),
  TELEGRAM_MODE: z
    .enum(['polling', 'webhook'], { error: 'must be polling or webhook' })
    .default('polling')
    .describe(
      'How messages come in: polling needs no address of its own; webhook needs PUBLIC_URL and TELEGRAM_WEBHOOK_SECRET.',
    ),
  TELEGRAM_WEBHOOK_SECRET: z
    .string()
    .regex(/^[\w-]{16,256}$/, 'must be 16 to 256 letters, digits, _ or -')
    .optional()
    .describe('What Telegram proves itself with when it calls the webhook: 16 to 256 letters, digits, _ or -.'),
  ZALO_BOT_TOKEN: z
    .string()
    .regex(/^\d+:[\w-]+$/, 'must look like 12345689:abc-xyz, as Zalo Bot Creator sends it')
    .optional()
    .describe('The token of the Zalo bot, which Zalo Bot Creator sends as a message. Alone or beside other channels.'),
  ZALO_API_ROOT: url
    .default('https://bot-api.zaloplatforms.com')
    .describe('The server of the Zalo Bot Platform; before it moved it was https://bot-api.zapps.me.'),
  ZALO_MODE: z
    .enum(['polling', 'webhook'], { error: 'must be polling or webhook' })
    .default('polling')
    .describe(
      'How messages come in: polling needs no address of its own (Zalo recommends it for trying out only); webhook needs PUBLIC_URL with https and ZALO_WEBHOOK_SECRET.',
    ),
  ZALO_WEBHOOK_SECRET: z
    .string()
    .regex(/^[\w-]{16,256}$/, 'must be 16 to 256 letters, digits, _ or -')
    .optional()
    .describe('What Zalo proves itself with when it calls the webhook: 16 to 256 letters, digits, _ or -.'),
  ZALO_MONTHLY_MESSAGES: cap
    .default('3000')
    .describe(
      'How many messages a month the Zalo plan allows (3000 on the free one); unlimited where it sets no end. Sends are counted here.',
    ),
  ZALO_PEOPLE: cap
    .default('50')
    .describe('How many people may use the Zalo bot (50 on the free plan); unlimited where the plan sets no end.'),
  ZALO_AT_CAP: z
    .enum(['hold', 'send'], { error: 'must be hold or send' })
    .default('hold')
    .describe(
      'What happens near the end of either (a guess: Zalo documents nothing). hold: reminders and notices go another way in time, the rest is for answers. send: everything goes out until Zalo refuses.',
    ),
  PUBLIC_URL: url
    .optional()
    .describe('The address under which the HTTP server is reached from outside, such as https://tusoi.example.vn.'),
  WEB_CHAT: z
    .enum(['on', 'off'], { error: 'must be on or off' })
    .default('off')
    .describe('The chat page of the program itself, opened by link or QR code: on needs PUBLIC_URL.'),
  PRIVATE_TEXT: z
    .enum(['on', 'off'], { error: 'must be on or off' })
    .default('off')
    .describe(
      'on: messengers carry questions and buttons only, and what is personal is written on the page (needs WEB_CHAT=on).',
    ),
  TRUST_PROXY: z
    .string()
    .refine(areNetworks, 'must be addresses or networks, such as loopback, 10.0.0.0/8')
    .optional()
    .describe(
      'The reverse proxies in front of the HTTP server, whose X-Forwarded-For is believed: loopback, 10.0.0.0/8. Without it nobody is believed.',
    ),
  HTTP_HOST: z.string().min(1).default('127.0.0.1').describe('The address the HTTP server listens on.'),
  HTTP_PORT: z.coerce
    .number({ error: 'must be a port number' })
    .int()
    .min(0)
    .max(65535)
    .default(3000)
    .describe('The port the HTTP server listens on.'),
  TIME_ZONE: z
    .string()
    .refine(isZone, 'must be a time zone such as Asia/Ho_Chi_Minh')
    .default('Asia/Ho_Chi_Minh')
    .describe(
      'The time zone of the organisation: reminders go out at 08:00 there, and never before 07:00 or after 21:00.',
    ),
  LOCALE: z
    .enum(['vi', 'en'], { error: 'must be vi or en' })
    .default('vi')
    .describe('The language of everybody who has not chosen one: vi or en.'),
  LOG_LEVEL: z
    .enum(['debug', 'info', 'warn', 'error', 'silent'], { error: 'must be debug, info, warn, error or silent' })
    .default('info')
    .describe('How much is logged: debug, info, warn, error or silent.'),
  CONTENT_DIR: z
    .string()
    .refine(
      (folder) => statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true,
      'must be a folder that exists',
    )
    .optional()
    .describe('A folder with messages and questionnaires of your own, laid over the ones that come with the program.'),
} as const;

const settings = z.object(fields);

type Given = Readonly<Record<string, string>>;

/** What one setting asks of the others; looked at even when a value is wrong, so that everything is told at once. */
function missing(given: Given): readonly string[] {
  const web = {
    ...(given['WEB_CHAT'] === 'on' && given['PUBLIC_URL'] === undefined
      ? { PUBLIC_URL: 'is needed for WEB_CHAT=on: it is the address of the page' }
      : {}),
    ...(given['WEB_CHAT'] === 'on' && hasPath(given['PUBLIC_URL'])
      ? { PUBLIC_URL: 'must be without a path for WEB_CHAT=on, such as https://tusoi.example.vn' }
      : {}),
    ...(given['PRIVATE_TEXT'] === 'on' && given['WEB_CHAT'] !== 'on'
      ? { WEB_CHAT: 'must be on for PRIVATE_TEXT=on: the page is where people write then' }
      : {}),
  };
  const missed = Object.entries(web).map(([name, why]) => `${name} ${why}`);
  return [...missed, ...webhookNeeds(given, 'TELEGRAM', 'Telegram'), ...webhookNeeds(given, 'ZALO', 'Zalo')];
}

/** The page has the whole host: cookies of one path could be read by whatever runs under another. */
function hasPath(address: string | undefined): boolean {
  if (address === undefined || !URL.canParse(address)) return false;
  const { pathname, search, hash } = new URL(address);
  return pathname !== '/' || search !== '' || hash !== '';
}

function webhookNeeds(given: Given, prefix: 'TELEGRAM' | 'ZALO', name: string): readonly string[] {
  if (given[`${prefix}_MODE`] !== 'webhook') return [];
  const reasons = {
    [`${prefix}_BOT_TOKEN`]: `is needed for ${prefix}_MODE=webhook`,
    [`${prefix}_WEBHOOK_SECRET`]: `is needed for ${prefix}_MODE=webhook: without it anybody could speak as anybody`,
    PUBLIC_URL: `is needed for ${prefix}_MODE=webhook: it is where ${name} calls`,
  };
  return Object.entries(reasons).flatMap(([one, why]) => (given[one] === undefined ? [`${one} ${why}`] : []));
}

export type Config = Readonly<z.output<typeof settings>>;

/** Is it a real organisation's bot? Without any channel the demonstration starts instead. */
export function hasChannel(config: Config): boolean {
  const { TELEGRAM_BOT_TOKEN: telegram, ZALO_BOT_TOKEN: zalo, WEB_CHAT: web } = config;
  return telegram !== undefined || zalo !== undefined || web === 'on';
}

export type ReadConfig =
  | { readonly ok: true; readonly config: Config }
  | { readonly ok: false; readonly problems: readonly string[] };

/** All problems at once, one sentence each, with the variable's name and never its value. */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): ReadConfig {
  const given: Given = Object.fromEntries(
    Object.keys(fields).flatMap((name): [string, string][] => {
      const value = environment[name]?.trim() ?? '';
      return value === '' ? [] : [[name, value]];
    }),
  );
  const parsed = settings.safeParse(given);
  const wrong = parsed.success ? [] : parsed.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`);
  const problems = [...wrong, ...missing(given)];
  return parsed.success && problems.length === 0 ? { ok: true, config: parsed.data } : { ok: false, problems };
}

/** The settings of this process: its environment, and an .env file in the current folder beneath it. */
export function readProcessConfig(): ReadConfig {
  try {
    if (existsSync('.env')) process.loadEnvFile('.env');
  } catch {
    return { ok: false, problems: ['.env cannot be read: is it a file that this user may read?'] };
  }
  return readConfig(process.env);
}

/** The text of .env.example: every setting with its sentence and its default. */
export function exampleEnv(): string {
  const blocks = Object.entries(fields).map(([name, field]) => {
    const fallback = field instanceof z.ZodDefault ? String(field.def.defaultValue) : '';
    return `# ${field.description ?? ''}\n#${name}=${fallback}\n`;
  });
  return `# The settings of tusoi. Copy this file to .env and take the # away before the lines you need.\n\n${blocks.join('\n')}`;
}
