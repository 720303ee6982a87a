/** `tusoi doctor`: is everything as it should be? Its exit code says it too. `--replay CODE` handles a failed event again. */
import type { TelegramChannel } from '../channels/telegram/channel.ts';
import type { WebChannel } from '../channels/web/channel.ts';
import type { ZaloChannel } from '../channels/zalo/channel.ts';
import { isOpen } from '../features/campaigns/model.ts';
import { allRounds } from '../features/campaigns/store.ts';
import { channelName, endsOn, type Gauge, leftOf, newStage, type Reading } from '../features/quota/model.ts';
import { describeError } from '../lib/describe-error.ts';
import { dayOf, type LocalDate, MINUTE, SECOND } from '../lib/time.ts';
import { Refusal } from '../opening.ts';
import { type Health, health } from '../runtime/health.ts';
import { closeFailed, failedEvents } from '../runtime/incoming/inbox.ts';
import { readings } from '../runtime/metering/readings.ts';
import { type Purpose, purposeOf } from '../runtime/purpose.ts';
import { replay } from '../runtime/replay.ts';
import { type Opened, print, withOpened, withOpenedAsItIs } from './open.ts';

/** Whole seconds in the header, and the way there and back. */
const CLOCKS_APART = 3;
const ASK_MS = 5_000;

const CHANNEL_SETTINGS = 'TELEGRAM_BOT_TOKEN, ZALO_BOT_TOKEN, or WEB_CHAT=on with PUBLIC_URL';

interface Finding {
  readonly ok: boolean;
  /** Nothing is wrong, but somebody should know. */
  readonly mind?: true;
  readonly what: string;
}
const fine = (what: string): Finding => ({ ok: true, what });
const mind = (what: string): Finding => ({ ok: true, mind: true, what });
const wrong = (what: string): Finding => ({ ok: false, what });

export interface DoctorOptions {
  /** The code of a failed event to be handled again. */
  readonly replay: string | undefined;
  /** The code of a failed event to be given up, its text with it. */
  readonly drop: string | undefined;
}

export async function doctor({ replay: code, drop: dropped }: DoctorOptions): Promise<number> {
  try {
    if (code !== undefined) return await withOpened((opened) => again(opened, code));
    if (dropped !== undefined) return await withOpened((opened) => giveUp(opened, dropped));
    return await withOpenedAsItIs(examine);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    // The doctor is asked exactly when nothing opens: what it found is its answer.
    print(`✗ ${error.message}`);
    for (const problem of error.problems) print(`    ${problem}`);
    return 1;
  }
}

async function examine(opened: Opened): Promise<number> {
  const { applied, expected } = await opened.db.migrations();
  const migrated = applied === expected;
  const schema = migrated
    ? fine(`migrations: all ${expected}`)
    : wrong(`migrations: ${applied} of ${expected} are applied; starting the bot applies the rest`);
  const findings = [
    fine('settings and content'),
    schema,
    ...(await channels(opened, migrated ? await purposeOf(opened.db) : 'empty')),
    ...(migrated ? await books(opened) : []),
  ];
  for (const { ok, mind: minded, what } of findings) print(`${ok ? (minded === true ? '!' : '✔') : '✗'} ${what}`);
  return findings.every(({ ok }) => ok) ? 0 : 1;
}

async function channels(opened: Opened, purpose: Purpose): Promise<readonly Finding[]> {
  const { telegram, zalo, web } = opened;
  if (telegram === undefined && zalo === undefined && web === undefined)
    return [
      purpose === 'organisation'
        ? mind(`no channel is configured, so npm start does not start on this database: set ${CHANNEL_SETTINGS}`)
        : fine('no channel is configured: npm start opens the demonstration'),
    ];
  return [
    ...(telegram === undefined ? [] : await onTelegram(opened, telegram)),
    ...(zalo === undefined ? [] : [await asked(zalo)]),
    ...(web === undefined ? [] : await onWeb(opened, web)),
  ];
}

async function onWeb({ config }: Opened, web: WebChannel): Promise<readonly Finding[]> {
  const { TRUST_PROXY: proxies } = config;
  const behind =
    proxies === undefined
      ? 'no proxy is trusted: behind one, all members would count as one address (TRUST_PROXY)'
      : `proxies that are trusted: ${proxies}`;
  const where = await web.check();
  return [where.includes('NOT') ? wrong(where) : fine(where), fine(behind)];
}

async function onTelegram(opened: Opened, telegram: TelegramChannel): Promise<readonly Finding[]> {
  const answer = await asked(telegram);
  try {
    return [answer, await clocks(opened)];
  } catch (error) {
    return [answer.ok ? wrong(describeError(error)) : answer];
  }
}

async function asked(channel: TelegramChannel | ZaloChannel): Promise<Finding> {
  try {
    const answer = await channel.check();
    return /CANNOT|NO webhook/.test(answer) ? wrong(answer) : fine(answer);
  } catch (error) {
    return wrong(describeError(error));
  }
}

/** Answers are told apart by the platform's time: a clock that is ahead of it makes quick answers look older than their question. */
async function clocks({ config, shell }: Opened): Promise<Finding> {
  const answer = await fetch(config.TELEGRAM_API_ROOT, {
    method: 'HEAD',
    redirect: 'manual',
    signal: AbortSignal.timeout(ASK_MS),
  });
  const there = Date.parse(answer.headers.get('date') ?? '');
  if (Number.isNaN(there)) return fine('the platform does not tell its time');
  const seconds = Math.round((shell.env.wall() - there) / SECOND);
  return Math.abs(seconds) <= CLOCKS_APART
    ? fine(`clock: within ${CLOCKS_APART} s of the platform's`)
    : wrong(
        `clock: ${Math.abs(seconds)} s ${seconds > 0 ? 'ahead of' : 'behind'} the platform's; switch time synchronisation on`,
      );
}

async function books({ db, shell }: Opened): Promise<readonly Finding[]> {
  const now = shell.env.now();
  const found = await db.read((c) => health(c, now));
  const rounds = await db.read(allRounds);
  const purpose = await purposeOf(db);
  const demonstration = purpose === 'demonstration';
  const what = {
    empty: 'holds nothing yet',
    organisation: 'holds an organisation',
    demonstration: 'is a demonstration',
  }[purpose];
  return [
    fine(`database: ${db.dialect}, ${what}`),
    ...clock(found, now, shell.zone),
    ...(purpose === 'organisation' ? [roundsOf(rounds, dayOf(now, shell.zone))] : []),
    ...(demonstration ? [] : deliveries(found)),
    ...(await db.read((c) => readings(shell, c, now))).flatMap((one) => quotaOf(one, shell.zone)),
    ...events(found),
  ];
}

/** Between two rounds all is well, and yet members who begin are turned away: the operator should not be surprised. */
export function roundsOf(rounds: Awaited<ReturnType<typeof allRounds>>, today: LocalDate): Finding {
  const open = rounds.filter((one) => isOpen(one, today));
  if (open.length > 0) return fine(`open: ${open.map(({ code, closesOn }) => `${code} until ${closesOn}`).join(', ')}`);
  const next = rounds.findLast((one) => one.opensOn > today);
  if (next !== undefined) return mind(`no round is open: ${next.code} opens on ${next.opensOn}`);
  const [last] = rounds;
  return mind(
    last === undefined
      ? 'no round is stored: members cannot begin until one is imported'
      : `no round is open: ${last.code} was over on ${last.closesOn}`,
  );
}

function clock({ newestEvent }: Health, now: number, zone: string): readonly Finding[] {
  const local = new Date(now).toLocaleString('sv-SE', { timeZone: zone });
  const back = newestEvent !== undefined && newestEvent > now + MINUTE;
  return [
    back ? wrong(`clock: ${local} in ${zone} is earlier than the newest event`) : fine(`clock: ${local} in ${zone}`),
  ];
}

function deliveries(found: Health): readonly Finding[] {
  const count = (n: number, good: string, bad: string): Finding => (n === 0 ? fine(good) : wrong(`${n} ${bad}`));
  return [
    count(found.overdueSchedules, 'nothing is overdue', 'schedules are overdue: is the bot running?'),
    count(found.stuckMessages, 'no message is stuck', 'messages should have gone out by now: is the bot running?'),
    count(
      found.unknownMessages,
      'no message of the last week is in doubt',
      'messages of the last week may or may not have arrived (connection lost while sending)',
    ),
    count(
      found.failedMessages,
      'no message of the last week was refused',
      'messages of the last week were refused by the platform',
    ),
    fine(`${found.goneAddresses} members cannot be reached on their address`),
  ];
}

/** What is used, what is left, and when it ends at this pace. */
export function quotaOf(reading: Reading, zone: string): readonly Finding[] {
  const { channel, messages, people, month, suspectedSince } = reading;
  const name = channelName(channel);
  const found = [
    gauge(messages, wrong)(`${name}, ${month}: ${of(messages)} messages sent${left(messages)}${pace(reading)}`),
    gauge(people, mind)(`${name}: ${of(people)} people${left(people)}`),
  ];
  if (suspectedSince === undefined) return found;
  const since = new Date(suspectedSince).toLocaleString('sv-SE', { timeZone: zone });
  return [...found, wrong(`${name}: quota suspected since ${since}: everything is refused as too much (429)`)];
}

const of = ({ used, cap }: Gauge): string => (cap === undefined ? `${used}` : `${used} of ${cap}`);
const left = (one: Gauge): string => (one.cap === undefined ? '' : `, ${leftOf(one)} left`);

function pace({ messages, day }: Reading): string {
  if (messages.cap === undefined || messages.used >= messages.cap) return '';
  const ends = endsOn(messages, day);
  return ends === undefined
    ? '; at this pace they last until the end of the month'
    : `; at this pace they end on ${ends}`;
}

/** From the first stage on of which the administrators are told, somebody should know. */
function gauge(one: Gauge, whenUsedUp: typeof fine): typeof fine {
  if (one.cap !== undefined && one.used >= one.cap) return whenUsedUp;
  return newStage({ ...one, warned: 0 }) === undefined ? fine : mind;
}

function events({ failedEvents }: Health): readonly Finding[] {
  if (failedEvents.length === 0) return [fine('no event failed')];
  return failedEvents.map(({ code, error }) =>
    wrong(`event ${code} failed (${error}); once mended: tusoi doctor --replay ${code}`),
  );
}

async function again({ shell }: Opened, code: string): Promise<number> {
  const { result, why = '' } = await replay(shell, code);
  const sentences = {
    done: '✔ handled; the running bot sends the answer',
    'moved-on': `✗ the member has written since then, so it is not handled again; ask the member, then: tusoi doctor --drop ${code}`,
    failed: `✗ it failed again: ${why}`,
    'not-found': '✗ no failed event has this code',
  };
  print(sentences[result]);
  return result === 'done' ? 0 : 1;
}

async function giveUp({ db }: Opened, code: string): Promise<number> {
  const found = (await db.read(failedEvents)).find((one) => one.code === code.toUpperCase());
  if (found === undefined) {
    print('✗ no failed event has this code');
    return 1;
  }
  await db.transact((c) => closeFailed(c, found.event));
  print('✔ given up; what was written is no longer kept');
  return 0;
}
