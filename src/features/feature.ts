/** What a feature declares, and what its handlers are given. The runtime knows features through this and nothing else. */
import type { Connection } from '../db/database.ts';
import type { Conversation, Frame } from '../engine/conversation.ts';
import type { Fact, FactOf, FactType, Source } from '../engine/fact.ts';
import type { Flow } from '../engine/flow.ts';
import type { MessageKey } from '../engine/message-keys.ts';
import type { Choice, CommandRef, Notice, Say } from '../engine/say.ts';
import type { Env, Instant } from '../lib/env.ts';
import type { AddressId, PersonId, RevisionId } from '../lib/ids.ts';
import type { Log } from '../lib/log.ts';
import type { Seal } from '../lib/seal.ts';
import type { LocalDate, Zone } from '../lib/time.ts';
import type { Campaigns } from './campaigns/model.ts';
import type { Directory, Person } from './organisation/model.ts';
import type { Permission } from './organisation/policy.ts';
import type { Questionnaires } from './questionnaires/model.ts';
import type { Reading } from './quota/model.ts';

/** What every handler is given: the open transaction, the organisation's time, and the ports of the other features. */
export interface Cx {
  readonly c: Connection;
  /** The organisation's time, one value for the whole event. */
  readonly now: Instant;
  readonly today: LocalDate;
  readonly zone: Zone;
  readonly env: Env;
  readonly seal: Seal;
  readonly log: Log;
  readonly directory: Directory;
  readonly campaigns: Campaigns;
  readonly questionnaires: Questionnaires;
  /** The links with which a code is handed in: one of each channel that has such links. */
  joinLinks(code: string): readonly JoinLink[];
  /** What is used of what platforms count; empty where none does. */
  meters(): Promise<readonly Reading[]>;
  /** Whom no channel with room could tell what still stands, and none could now; empty where nothing is counted. */
  untold(): Promise<ReadonlySet<PersonId>>;
}

export interface JoinLink {
  /** The channel's name. */
  readonly channel: string;
  readonly url: string;
}

export interface Address {
  readonly id: AddressId;
  readonly channel: string;
  readonly platformId: string;
  readonly personId: PersonId | undefined;
  readonly locale: 'vi' | 'en' | undefined;
  readonly wrongCodes: number;
  readonly lockedUntil: Instant | undefined;
}

/** Somebody who did something, and where. */
export interface Acting extends Cx {
  readonly person: Person;
  readonly address: Address;
  readonly source: Source;
  readonly conversation: Conversation;
  /** What people wrote is neither shown here nor taken: the channel is somebody else's, and private writing is on. */
  readonly masked?: true;
  /** Nobody can send a document here. */
  readonly withoutDocuments?: true;
}

/** Somebody on an address that belongs to nobody yet. */
export interface Stranger extends Cx {
  readonly address: Address;
  readonly source: Source;
  /** A name the platform's language setting suggests: 'vi' unless it says otherwise. */
  readonly locale: 'vi' | 'en';
}

/**
 * What handling something led to. Handlers only read; everything to be kept is a fact, written by the feature that declares it.
 * `enter` begins a flow (the running one rests), `resume` goes on with a frame, `conversation` replaces where the person stands.
 */
export interface Outcome {
  readonly says?: readonly Say[];
  readonly facts?: readonly Fact[];
  readonly enter?: {
    readonly flow: string;
    readonly version: string;
    readonly step: string;
    readonly ids: Readonly<Record<string, string>>;
  };
  readonly resume?: Frame;
  readonly conversation?: Conversation;
}

export interface StrangerOutcome {
  readonly says?: readonly Say[];
  readonly facts?: readonly Fact[];
  /** The address belongs to this person from now on (a fact said so); `then` is run as theirs. */
  readonly becomes?: { readonly personId: PersonId; readonly then: CommandRef };
}

export type MenuFor = 'everyone' | 'cell-officer' | 'leader';

export interface Command {
  /** Vietnamese without diacritics, a-z and 0-9. */
  readonly name: string;
  /** English aliases (and other spellings). */
  readonly aliases: readonly string[];
  /** One line for /help and the platform's menu; absent for commands that only buttons run. */
  readonly describe?: MessageKey;
  readonly menuFor?: MenuFor;
  /** Without it in any scope the command is refused politely and the refusal is logged; handlers check the exact scope with `can`. */
  readonly needs?: Permission;
  /** Only a button may run it; typed, it is an unknown command. */
  readonly hidden?: boolean;
  /** Works without consent: joining, help, language, rights. All others lead to the consent question first. */
  readonly withoutConsent?: boolean;
  run(acting: Acting, args: string): Promise<Outcome>;
}

/** A flow with the loading of its world. `undefined` = what it was about is gone or closed: the dialog ends politely. */
export interface FlowHost<W> {
  readonly flow: Flow<W>;
  world(acting: Acting, frame: Pick<Frame, 'version' | 'step' | 'ids'>): Promise<W | undefined>;
}

/** What follows from a fact. `write` puts it into the books; the rest is asked after all facts of the event are written. */
export interface FactHandler<T extends FactType> {
  write(cx: Cx, fact: FactOf<T>): Promise<void>;
  /** Ids, dates and counts for the audit trail; absent = not audited. */
  audit?(fact: FactOf<T>): {
    readonly subject: string;
    readonly detail?: Readonly<Record<string, string | number | boolean | null>>;
  };
  /** Those to be told. */
  tells?(cx: Cx, fact: FactOf<T>): Promise<readonly Notice[]>;
  /** Things to happen later; a key that exists is moved. `dueAt: undefined` takes it away. */
  schedules?(
    cx: Cx,
    fact: FactOf<T>,
  ): readonly {
    readonly key: string;
    readonly kind: string;
    readonly dueAt: Instant | undefined;
    readonly data?: Readonly<Record<string, string>>;
  }[];
}

/** One message that a schedule makes. */
export interface ProactiveSay {
  readonly to: PersonId;
  readonly say: Say;
  readonly lane: 'reminder' | 'digest' | 'notice';
  /** Of a reminder or digest: the day it is about. It is looked at again before it goes out. */
  readonly day?: LocalDate;
}

/** Handles a due schedule. Runs in its own transaction; `next` undefined removes the row. An overdue one runs once. */
export interface ScheduleHandler {
  run(
    cx: Cx,
    due: { readonly key: string; readonly dueAt: Instant; readonly data: Readonly<Record<string, string>> },
  ): Promise<{
    readonly says: readonly ProactiveSay[];
    readonly facts?: readonly Fact[];
    readonly next?: { readonly dueAt: Instant; readonly data?: Readonly<Record<string, string>> };
  }>;
}

export interface Feature {
  readonly name: string;
  readonly commands?: readonly Command[];
  readonly flows?: readonly FlowHost<never>[];
  readonly facts?: { readonly [T in FactType]?: FactHandler<T> };
  readonly schedules?: Readonly<Record<string, ScheduleHandler>>;
  /** Rows that must exist in a fresh database: schedules that begin by themselves. */
  initialSchedules?(
    now: Instant,
    zone: Zone,
  ): readonly { readonly key: string; readonly kind: string; readonly dueAt: Instant }[];
  /** Someone on an unlinked address did something (exactly one feature has it). */
  stranger?(
    stranger: Stranger,
    input:
      | { readonly kind: 'text'; readonly text: string }
      | { readonly kind: 'edit'; readonly text: string }
      | { readonly kind: 'command'; readonly name: string; readonly args: string }
      | { readonly kind: 'other' }
      /** For the second time in a row nothing of what they wrote has arrived. */
      | { readonly kind: 'hidden' },
  ): Promise<StrangerOutcome>;
  /** For the second time in a row nothing of what somebody wrote has arrived: where else they can write (exactly one feature has it). */
  hidden?(acting: Acting): Promise<Outcome>;
  /** An earlier message was edited; undefined when it is none of this feature's. */
  edited?(acting: Acting, messageId: string, text: string): Promise<Outcome | undefined>;
  /** A text that is no answer in any dialog, such as a code that exists; undefined for all others. */
  aside?(acting: Acting, text: string): Promise<Outcome | undefined>;
  /** Text outside any dialog; undefined when the feature has nothing to say to it. */
  looseText?(acting: Acting, text: string): Promise<Outcome | undefined>;
  /** What a member most likely wants next, outside any dialog; undefined where there is nothing to do (exactly one feature has it). */
  next?(acting: Acting): Promise<Choice | undefined>;
  /**
   * Somebody opens a part of a submitted text of somebody else, later than it was handed out: what is to be kept of that, or
   * undefined when they may not (exactly one feature has it).
   */
  opens?(
    cx: Cx,
    opening: { readonly readerId: PersonId; readonly revisionId: RevisionId },
  ): Promise<readonly Fact[] | undefined>;
  /** The latest decision about taking part; exactly one feature has it. */
  consent?(cx: Cx, personId: PersonId): Promise<'given' | 'declined' | 'withdrawn' | 'none'>;
  /** Whose reminders of `day` are still due, and in which words? Asked when their rows are claimed for sending. */
  recheck?(cx: Cx, people: readonly PersonId[], day: LocalDate): Promise<ReadonlyMap<PersonId, Say>>;
  /** Of people with the day since which no reminder reached them: what of it still stands, as it reads today. */
  owed?(cx: Cx, since: ReadonlyMap<PersonId, LocalDate>): Promise<ReadonlyMap<PersonId, Say>>;
}

/** Keeps the types of a flow and its world together where the feature's list forgets them. */
export function hosting<W>(host: FlowHost<W>): FlowHost<never> {
  return host as unknown as FlowHost<never>;
}
