/** The command menus as Telegram has them: one for everybody in each language, and one for the chats of those with duties. */
import { eq } from 'drizzle-orm';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { UnitId } from '../../src/lib/ids.ts';
import { addDays, dayOf, type LocalDate } from '../../src/lib/time.ts';
import { until } from '../channels/telegram/rig.ts';
import { openTown, type Town } from '../faults/support/town.ts';
import { ZONE } from '../support/stage/stage.ts';

let town: Town;
beforeEach(async () => {
  town = await openTown();
  await town.app.start();
});
afterEach(() => town.close());

const OFFICERS = ['hop', 'bai', 'giay', 'moi'];

/** The commands of a scope, as the double keeps them. */
function menu(scope: string, language: 'vi' | 'en'): readonly string[] {
  const kept = town.fake.core.settings.get(`commands:${scope}:${language}`) ?? [];
  return (kept as readonly { readonly command: string }[]).map((one) => one.command);
}
const chatOf = (name: string): string => `chat:${town.phone(name).id}:`;
const officersIn = (name: string): readonly string[] =>
  menu(chatOf(name), 'vi').filter((one) => OFFICERS.includes(one));

async function asks(name: string): Promise<void> {
  town.phone(name).say('/help');
  await town.phone(name).waitFor(/^Các lệnh/);
}

async function appoint(name: string, from: LocalDate): Promise<void> {
  await town.db.transact(async ({ tx, t }) => {
    const [cell] = await tx.select({ id: t.units.id }).from(t.units).where(eq(t.units.code, 'CB06'));
    await tx.insert(t.roles).values({
      id: `role-of-${name}`,
      personId: town.personId(name),
      unitId: cell?.id ?? ('' as UnitId),
      role: 'committee',
      validFrom: from,
    });
  });
}

/** The night's run, now. */
async function night(): Promise<void> {
  await town.db.transact(({ tx, t }) => tx.update(t.schedules).set({ dueAt: 0 }).where(eq(t.schedules.key, 'upkeep')));
  await town.app.tick();
}

it('of everybody and of a secretary, in both languages', async () => {
  await until(() => menu('default::', 'en').length > 0);
  expect(menu('default::', 'vi')).toEqual(expect.arrayContaining(['soi', 'trangthai', 'ngonngu']));
  expect(menu('default::', 'en')).toEqual(expect.arrayContaining(['reflect', 'status', 'language']));
  expect(menu('default::', 'vi').filter((one) => OFFICERS.includes(one))).toEqual([]);
  await asks('Lan');
  await until(() => officersIn('Lan').length > 0);
  expect(officersIn('Lan').toSorted()).toEqual(OFFICERS.toSorted());
  await asks('Minh');
  await until(() => menu(chatOf('Minh'), 'vi').length > 0);
  expect(officersIn('Minh')).toEqual([]);
});

it('follow a duty that begins and one that ends, without anybody asking', async () => {
  await asks('Lan');
  await until(() => officersIn('Lan').length > 0);
  const today = dayOf(town.app.shell.env.now(), ZONE);
  await appoint('Minh', today);
  await town.db.transact(({ tx, t }) =>
    tx
      .update(t.roles)
      .set({ validTo: addDays(today, -1) })
      .where(eq(t.roles.personId, town.personId('Lan'))),
  );
  await night();
  await until(() => officersIn('Minh').length === OFFICERS.length && officersIn('Lan').length === 0);
  expect(menu(chatOf('Lan'), 'vi')).toContain('soi');
});
