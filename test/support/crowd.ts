/** More namesakes in a cell of the ward than one message has buttons for. */
import { eq } from 'drizzle-orm';
import type { Cx } from '../../src/features/feature.ts';
import { insertMemberships, insertPeople } from '../../src/features/organisation/store.ts';
import type { PersonId, UnitId } from '../../src/lib/ids.ts';
import type { LocalDate } from '../../src/lib/time.ts';

/** `count` people named Hồ Thị Bình 1, 2, … in the cell with this code. */
export async function insertCrowd(
  cx: Cx,
  count: number,
  cell = 'CB06',
): Promise<{ readonly unitId: UnitId; readonly ids: readonly PersonId[] }> {
  const { units } = cx.c.t;
  const [unit] = await cx.c.tx.select({ id: units.id }).from(units).where(eq(units.code, cell));
  if (unit === undefined) throw new Error(`there is no ${cell}`);
  const people = Array.from({ length: count }, (_, index) => ({
    id: cx.env.newId<PersonId>(),
    code: `${cell}-${91 + index}`,
    name: `Hồ Thị Bình ${index + 1}`,
    createdAt: cx.now,
  }));
  await insertPeople(cx.c, people);
  await insertMemberships(
    cx.c,
    people.map(({ id: personId }) => ({
      id: cx.env.newId(),
      personId,
      unitId: unit.id,
      status: 'official' as const,
      validFrom: '2020-01-01' as LocalDate,
    })),
  );
  return { unitId: unit.id, ids: people.map((one) => one.id) };
}
