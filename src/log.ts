/** The operator's log: JSON lines on a server, readable lines on a terminal. */
import { pino } from 'pino';
import pretty from 'pino-pretty';
import type { Log, LogFields } from './lib/log.ts';

export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent';

/** Whatever looks like a bot's token or a connection's password, wherever it comes from. */
const SECRETS = [/\b(?:bot)?\d{6,}:[\w-]{20,}/g, /(postgres(?:ql)?:\/\/[^:/@\s]*:)[^@\s]+@/g] as const;

function scrubbed(fields: LogFields): LogFields {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, typeof value === 'string' ? scrub(value) : value]),
  );
}

export function scrub(text: string): string {
  return text.replace(SECRETS[0], '***').replace(SECRETS[1], '$1***@');
}

export function createLog(level: LogLevel, terminal: boolean): Log {
  const options = { level, base: null, timestamp: pino.stdTimeFunctions.isoTime };
  const logger = terminal
    ? pino(options, pretty({ destination: 2, sync: true, ignore: 'pid,hostname' }))
    : pino(options, pino.destination({ fd: 2, sync: true }));
  const at =
    (name: 'debug' | 'info' | 'warn' | 'error') =>
    (event: string, fields: LogFields = {}): void =>
      logger[name](scrubbed(fields), event);
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}
