/** Wakes due schedules: each runs in one transaction with the row that says it ran, so a crash or a second process does nothing twice. */
import type { Cx, ProactiveSay } from '../../features/feature.ts';
import { describeError } from '../../lib/describe-error.ts';
import type { Instant } from '../../lib/env.ts';
import { MINUTE } from '../../lib/time.ts';
import { readerOf, record } from '../incoming/record.ts';
import { putSays } from '../outgoing/compose.ts';
import { contextOf, type Shell } from '../shell.ts';
import {
  addSchedule,
  dueSchedules,
  nextSchedule,
  postpone,
  type Schedule,
  setSchedule,
  takeSchedule,
} from './schedules.ts';

const RETRY_AFTER = 5 * MINUTE;
const BREATH_MS = 5;
/** A schedule that asks to run again at once does so this often in one tick; the rest waits for the next. */
const MOST_RUNS = 500;

/**
 * A run is one long turn of the process where the database is in the process: between two of them it has to read what
 * came in meanwhile, or those who answer wait for the whole broadcast.
 */
function breathe(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, BREATH_MS));
}

/** Runs everything that is due; a stop waits for one run and not for all of them. Answers with how many runs there were. */
export async function tick(shell: Shell, stopping?: AbortSignal): Promise<number> {
  const over = (): boolean => stopping?.aborted === true;
  let runs = 0;
  while (runs < MOST_RUNS && !over()) {
    const due = await shell.db.read((c) => dueSchedules(c, shell.env.now(), 20));
    if (due.length === 0) return runs;
    for (const schedule of due) {
      if (runs > 0) await breathe();
      if (over()) return runs;
      await runOne(shell, schedule);
      runs += 1;
    }
  }
  return runs;
}

async function runOne(shell: Shell, schedule: Schedule): Promise<void> {
  try {
    await shell.db.transact(async (c) => {
      if (!(await takeSchedule(c, schedule))) return;
      const cx = contextOf(shell, c);
      const handler = shell.registry.schedule(schedule.kind);
      if (handler === undefined) throw new Error(`no feature handles schedules of the kind ${schedule.kind}`);
      const { says, facts = [], next } = await handler.run(cx, schedule);
      await record({ shell, cx }, facts, null);
      for (const say of says) await putProactive(shell, cx, say);
      await setSchedule(c, {
        key: schedule.key,
        kind: schedule.kind,
        dueAt: next?.dueAt,
        ...(next?.data === undefined ? {} : { data: next.data }),
      });
    });
  } catch (error) {
    // The transaction is undone; the schedule tries again a little later instead of at every tick.
    shell.log.error('schedule.failed', { kind: schedule.kind, error: describeError(error) });
    await shell.db.transact((c) => postpone(c, schedule, shell.env.now() + RETRY_AFTER));
  }
}

async function putProactive(shell: Shell, cx: Cx, { to, say, lane, day }: ProactiveSay): Promise<void> {
  const reader = await readerOf({ shell, cx }, to, lane);
  if (reader === undefined) return;
  await putSays({ shell, cx }, reader, {
    says: [{ say }],
    lane,
    dueAt: cx.now,
    reminderDay: day,
  });
}

/** Makes sure that the schedules which begin by themselves exist. */
export async function beginSchedules(shell: Shell): Promise<void> {
  const now = shell.env.now();
  const rows = shell.registry.features.flatMap((feature) => feature.initialSchedules?.(now, shell.zone) ?? []);
  await shell.db.transact(async (c) => {
    for (const row of rows) await addSchedule(c, row);
  });
}

/** When the next schedule is due and of what kind. */
export async function nextTick(shell: Shell): Promise<{ readonly dueAt: Instant; readonly kind: string } | undefined> {
  return shell.db.read(nextSchedule);
}
