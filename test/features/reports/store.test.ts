import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Connection, Database } from '../../../src/db/database.ts';
import { cellMeetings, cellRows, totals } from '../../../src/features/reports/counts/store.ts';
import { hasSubmitted } from '../../../src/features/reports/model.ts';
import { sumOf } from '../../../src/features/reports/report.ts';
import { handedBy, meetingOf, memberRows } from '../../../src/features/reports/store.ts';
import type { PersonId } from '../../../src/lib/ids.ts';
import { eachDatabase } from '../../support/databases.ts';
import { bruteForce, CAMPAIGN, cellId, DAY, NOW, pathOf, store, world } from './world.ts';

class Undo extends Error {}

/** Runs `work` in a transaction that leaves nothing behind, so that one database serves all runs of a property. */
async function undone(db: Database, work: (c: Connection) => Promise<void>): Promise<void> {
  await db
    .transact(async (c) => {
      await work(c);
      throw new Undo();
    })
    .catch((error: unknown) => {
      if (!(error instanceof Undo)) throw error;
    });
}

eachDatabase((database, kind) => {
  const numRuns = kind === 'sqlite' ? 150 : 25;

  it('counts what a count one by one counts, of the whole tree and of every part of it', async () => {
    await fc.assert(
      fc.asyncProperty(world, async (given) => {
        await undone(database(), async (c) => {
          await store(c, given);
          for (const [path, cells] of [
            ['/root/', [0, 1, 2, 3, 4]],
            ['/root/ward-1/', [3, 4]],
            [pathOf(2), [2]],
          ] as const) {
            const scope = { path, campaignId: CAMPAIGN, day: DAY, now: NOW, untold: new Set<PersonId>() };
            const rows = await cellRows(c, scope);
            expect(rows.map((row) => row.unit.id)).toEqual(cells.map(cellId));
            expect(await totals(c, scope, await cellMeetings(c, scope))).toEqual(sumOf(rows));
            expect(rows.map(({ counts, meeting }) => ({ ...counts, meeting: meeting.state }))).toEqual(
              cells.map((cell) => bruteForce(given, cell)),
            );
          }
        });
      }),
      { numRuns },
    );
  }, 120_000);

  it('lists the members of a cell with the same sums', async () => {
    await fc.assert(
      fc.asyncProperty(world, async (given) => {
        await undone(database(), async (c) => {
          await store(c, given);
          const cell = { unitId: cellId(1), campaignId: CAMPAIGN, day: DAY, now: NOW, untold: new Set<PersonId>() };
          const rows = await memberRows(c, cell);
          const { meeting } = bruteForce(given, 1);
          expect({
            members: rows.length,
            exempt: rows.filter((row) => row.status === 'exempt').length,
            submitted: rows.filter((row) => row.status !== 'exempt' && hasSubmitted(row)).length,
            volunteers: rows.filter((row) => row.status === 'exempt' && hasSubmitted(row)).length,
            undeliverable: rows.filter((row) => row.unreachable).length,
            meeting: (await meetingOf(c, cell)).state,
          }).toEqual({ ...bruteForce(given, 1), meeting });
        });
      }),
      { numRuns: Math.ceil(numRuns / 3) },
    );
  }, 120_000);

  it('knows nothing of a person who does not exist', async () => {
    await database().read(async (c) => {
      expect(await handedBy(c, { personId: 'nobody' as PersonId, campaignId: CAMPAIGN })).toEqual({
        personId: 'nobody',
        state: undefined,
        submittedAt: undefined,
        paper: undefined,
      });
    });
  });
});
