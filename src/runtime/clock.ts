/** node-cron is the beat and nothing else: what is due, and whether it ran, is in the schedules table. */
import { schedule } from 'node-cron';

/** Calls `beat` every ten seconds, never two at a time; a beat missed by a busy process is made up for by the next. */
export function startClock(beat: () => Promise<unknown>): { stop(): Promise<void> } {
  const task = schedule('*/10 * * * * *', async () => void (await beat()), { noOverlap: true, name: 'tick' });
  return { stop: async () => void (await task.destroy()) };
}
