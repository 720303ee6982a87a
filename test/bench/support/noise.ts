/** How much of the machine others took: a figure measured beside a build or another bench says little. Linux only. */
import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';

const TICKS_PER_SECOND = 100;

export interface Watch {
  /** Share of all cores that processes other than the given ones took since the watch began; undefined where nobody can say. */
  others(): number | undefined;
}

export function watch(pids: readonly number[]): Watch {
  const before = look(pids);
  return {
    others: () => {
      const after = look(pids);
      if (before === undefined || after === undefined) return undefined;
      const all = after.all - before.all;
      return all <= 0 ? undefined : Math.max(0, (after.busy - before.busy - (after.own - before.own)) / all);
    },
  };
}

const GLANCE_MS = 400;

/** Waits until others take no more than `share` of the machine, or `patienceMs` at most. */
export async function untilQuiet(share: number, patienceMs: number): Promise<void> {
  for (let waited = 0; waited < patienceMs; waited += GLANCE_MS) {
    const glance = watch([process.pid]);
    await sleep(GLANCE_MS);
    if ((glance.others() ?? 0) <= share) return;
  }
}

interface Look {
  readonly all: number;
  readonly busy: number;
  readonly own: number;
}

/** Seconds of processor time since the start of the machine. */
function look(pids: readonly number[]): Look | undefined {
  const times = cpus().map((cpu) => cpu.times);
  const sum = (of: (one: (typeof times)[number]) => number): number =>
    times.reduce((total, one) => total + of(one), 0) / 1000;
  const all = sum(({ user, nice, sys, irq, idle }) => user + nice + sys + irq + idle);
  const own = pids.map(secondsOf);
  if (own.some((seconds) => seconds === undefined)) return undefined;
  return {
    all,
    busy: all - sum(({ idle }) => idle),
    own: own.reduce<number>((total, seconds) => total + (seconds ?? 0), 0),
  };
}

/** Seconds of processor time that a process has used so far. */
export function secondsOf(pid: number): number | undefined {
  try {
    // The name of the program, which may hold spaces, ends with the last parenthesis.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
  } catch {
    return undefined;
  }
}
