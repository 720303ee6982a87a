import { expect, it } from 'vitest';
import { loadContent } from '../../../src/content/load.ts';
import { openPostgres } from '../../../src/db/postgres.ts';
import { createInvite } from '../../../src/features/people/invite.ts';
import { addressOf, at, keep, personOf, strange, testCx } from '../../support/cx.ts';
import { describePostgres } from '../../support/postgres-server.ts';
import { writeWard } from '../../support/stage/ward.ts';
import { people } from './setting.ts';

const now = at('2022-03-21T07:30');

describePostgres('one code handed in by several phones at the same instant', (url) => {
  it('links one of them, and the others are told that it has been used', async () => {
    const loaded = await loadContent();
    if (!loaded.ok) throw new Error(loaded.problems.join('\n'));
    const db = await openPostgres({ url: url() });
    await db.migrate();
    const ids = await db.transact((c) => writeWard(c, testCx(c, { now }).env, loaded.content));
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
    await db.close();
  }, 60_000);
});
