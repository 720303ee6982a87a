import { afterAll, beforeAll, expect, it } from 'vitest';
import { loadContent } from '../../../src/content/load.ts';
import type { Database } from '../../../src/db/database.ts';
import { openPostgres } from '../../../src/db/postgres.ts';
import { createInvite } from '../../../src/features/people/invite.ts';
import { link } from '../../../src/features/people/linking/commands.ts';
import { acting, addressOf, at, keep, personOf, strange, testCx } from '../../support/cx.ts';
import { describePostgres } from '../../support/postgres-server.ts';
import { writeWard } from '../../support/stage/ward.ts';
import { people } from './setting.ts';

const now = at('2022-03-21T07:30');

describePostgres('one code handed in by several phones at the same instant', (url) => {
  let db: Database;
  let ids: ReadonlyMap<string, string>;
  beforeAll(async () => {
    const loaded = await loadContent();
    if (!loaded.ok) throw new Error(loaded.problems.join('\n'));
    db = await openPostgres({ url: url() });
    await db.migrate();
    ids = await db.transact((c) => writeWard(c, testCx(c, { now }).env, loaded.content));
  }, 60_000);
  afterAll(() => db.close());

  it('links one of them, and the others are told that it has been used', async () => {
    for (const name of ['Minh', 'Hoa', 'Tuấn']) {
      const code = await db.transact(async (c) => {
        const cx = testCx(c, { now });
        const made = createInvite(cx, (await personOf(cx, ids.get(name) ?? '')).id, undefined);
        await keep(cx, [people], [made.fact]);
        return made.code;
      });
      const phones = ['1', '2', '3', '4'].map((phone) => `${name}-${phone}`);
      for (const phone of phones) await db.transact((c) => addressOf(testCx(c, { now }), phone));
      const outcomes = await Promise.all(
        phones.map((phone) =>
          db.transact(async (c) => {
            const cx = testCx(c, { now });
            const text = { kind: 'text', text: code } as const;
            const outcome = await people.stranger?.(strange(cx, await addressOf(cx, phone)), text);
            await keep(cx, [people], outcome?.facts);
            return JSON.stringify(outcome?.says);
          }),
        ),
      );
      expect(outcomes.filter((said) => said?.includes('people.joined'))).toHaveLength(1);
      expect(outcomes.filter((said) => said?.includes('people.code.used'))).toHaveLength(3);
    }
  }, 60_000);

  it('of a code for linking too; one that meets a joining code of the same person leaves no second way in', async () => {
    const handsIn = (phone: string, code: string) =>
      db.transact(async (c) => {
        const cx = testCx(c, { now });
        const text = { kind: 'text', text: code } as const;
        const outcome = await people.stranger?.(strange(cx, await addressOf(cx, phone, phone.split(' ')[0])), text);
        await keep(cx, [people], outcome?.facts);
        return outcome?.becomes === undefined ? 'refused' : 'linked';
      });
    const joining = (id: string) =>
      db.transact(async (c) => {
        const cx = testCx(c, { now });
        const made = createInvite(cx, (await personOf(cx, id)).id, undefined);
        await keep(cx, [people], [made.fact]);
        return made.code;
      });
    const linking = (id: string, chat: string) =>
      db.transact(async (c) => {
        const cx = testCx(c, { now });
        const who = { person: await personOf(cx, id), address: await addressOf(cx, chat) };
        const outcome = await link(acting(cx, who), '');
        await keep(cx, [people], outcome.facts);
        return String(outcome.says?.[0]?.params?.['code']);
      });
    const chatsOf = (id: string) =>
      db.read(async ({ tx, t }) => (await tx.select().from(t.addresses)).filter((one) => one.personId === id));
    const minh = ids.get('Minh') ?? '';
    await handsIn('telegram Minh', await joining(minh));
    const [home] = await chatsOf(minh);
    const code = await linking(minh, 'telegram Minh');
    const chats = ['web 1', 'web 2', 'console 3', 'zalo 4'];
    expect((await Promise.all(chats.map((chat) => handsIn(chat, code)))).toSorted()).toEqual([
      'linked',
      'refused',
      'refused',
      'refused',
    ]);
    expect((await chatsOf(minh)).map((one) => one.id)).toContain(home?.id);
    expect(await chatsOf(minh)).toHaveLength(2);
    for (const name of ['Hoa', 'Tuấn', 'Lan']) {
      const id = ids.get(name) ?? '';
      await handsIn(`telegram old ${name}`, await joining(id));
      const [seen, fresh] = [await linking(id, `telegram old ${name}`), await joining(id)];
      await Promise.all([handsIn(`web thief ${name}`, seen), handsIn(`telegram new ${name}`, fresh)]);
      expect((await chatsOf(id)).map((one) => one.platformId)).toEqual([`telegram new ${name}`]);
    }
  }, 60_000);
});
