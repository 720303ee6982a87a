/** What the runtime is made of: everything that exists once in a process. */
import type { Channel } from '../channels/channel.ts';
import type { Translator } from '../content/translate.ts';
import type { Connection, Database } from '../db/database.ts';
import type { Fact } from '../engine/fact.ts';
import type { Campaigns } from '../features/campaigns/model.ts';
import type { Cx, JoinLink } from '../features/feature.ts';
import type { Directory } from '../features/organisation/model.ts';
import type { Questionnaires } from '../features/questionnaires/model.ts';
import type { Env, Instant } from '../lib/env.ts';
import type { PersonId } from '../lib/ids.ts';
import type { Log } from '../lib/log.ts';
import type { Seal } from '../lib/seal.ts';
import { dayOf, type LocalDate, type Zone } from '../lib/time.ts';
import { readings } from './metering/readings.ts';
import { stillUntold } from './metering/untold.ts';
import type { Registry } from './registry.ts';

export interface Shell {
  readonly db: Database;
  readonly env: Env;
  readonly log: Log;
  readonly zone: Zone;
  readonly locale: 'vi' | 'en';
  readonly seal: Seal;
  readonly registry: Registry;
  readonly translator: Translator;
  readonly channels: ReadonlyMap<string, Channel>;
  readonly ports: Ports;
  /** Channels of others carry questions and buttons only; what is personal is written on the page at this address. */
  readonly privateText: { readonly publicUrl: string } | undefined;
  /** Files that a channel does not carry are behind links at this address; undefined where nobody can reach us. */
  readonly handouts: { readonly publicUrl: string } | undefined;
  /** Told of every fact while it is being recorded; what is made of it must be harmless should the transaction fail. */
  heard(fact: Fact): void;
  /** This person's command menu is to be published again after the commit; best effort. */
  menuOf(personId: PersonId): void;
  /** Writes down one line of the audit trail. */
  audit(c: Connection, row: AuditRow): Promise<void>;
  /** The mark of this process on rows that it is sending; undefined where no dispatcher runs (a command line beside the bot). */
  readonly owner: string | undefined;
}

/** The look-ups of features into each other, bound to a transaction. */
export interface Ports {
  directory(c: Connection, today: LocalDate): Directory;
  campaigns(c: Connection): Campaigns;
  questionnaires(c: Connection): Questionnaires;
}

export interface AuditRow {
  readonly at: Instant;
  readonly actorId: PersonId | null;
  readonly action: string;
  readonly subject: string;
  readonly detail: Readonly<Record<string, string | number | boolean | null>> | undefined;
}

/** One transaction's work: the process it happens in, and the context of the event or schedule. */
export interface Work {
  readonly shell: Shell;
  readonly cx: Cx;
}

/** What a write needs to know: where, and when. */
export type Moment = Pick<Cx, 'c' | 'now'>;

/** The context of one event or one schedule in an open transaction. */
export function contextOf(shell: Shell, c: Connection): Cx {
  const now = shell.env.now();
  const today = dayOf(now, shell.zone);
  const cx: Cx = {
    c,
    now,
    today,
    zone: shell.zone,
    env: shell.env,
    seal: shell.seal,
    log: shell.log,
    directory: shell.ports.directory(c, today),
    campaigns: shell.ports.campaigns(c),
    questionnaires: shell.ports.questionnaires(c),
    joinLinks: (code) => joinLinks(shell, code),
    meters: () => readings(shell, c, now),
    untold: () => stillUntold({ shell, cx }),
  };
  return cx;
}

function joinLinks(shell: Shell, code: string): readonly JoinLink[] {
  return [...shell.channels.values()].flatMap((channel) => {
    const url = channel.joinLink(code);
    return url === undefined ? [] : [{ channel: channel.name, url }];
  });
}

/** Is what people write kept off this channel? */
export function isMasked(shell: Shell, channel: string): boolean {
  return shell.privateText !== undefined && shell.channels.get(channel)?.capabilities.foreign === true;
}
