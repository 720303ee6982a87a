/** What follows when somebody has signed out of all browsers, and has nothing else. */

import { eq } from 'drizzle-orm';
import { expect, it } from 'vitest';
import type { Kind } from '../../support/databases.ts';
import { at, Stage } from '../../support/stage/stage.ts';

it.each<Kind>([
  'sqlite',
  'pglite',
])('nothing is sent any more, and the cell tells them in person, on %s', async (kind) => {
  const stage = await Stage.open(kind, { channel: 'web' });
  try {
    await stage.joined(['Minh', 'Lan']);
    const [minh, lan] = [stage.platformId('Minh'), stage.platformId('Lan')];
    await stage.db.transact(async ({ tx, t }) => {
      const [chat] = await tx.select().from(t.addresses).where(eq(t.addresses.platformId, minh));
      if (chat === undefined) throw new Error('Minh has no chat');
      const seen = { createdAt: stage.clock.now(), seenAt: stage.clock.now() };
      for (const id of ['one', 'two'])
        await tx.insert(t.webPlaces).values({ id, addressId: chat.id, secretHash: id, label: 'Firefox', ...seen });
    });
    const says = async (who: string, text: string): Promise<string> => {
      stage.wait();
      await stage.act([stage.phones.says(who, text, stage.clock.now())]);
      return stage.phones
        .take()
        .map((one) => one.text)
        .join('\n');
    };
    expect(await says(lan, '/trangthai')).not.toContain('báo trực tiếp');
    expect(await says(minh, '/thoat')).toMatch(/kể cả ở đây\. Khi muốn vào lại, .* mã mới\.$/);
    const places = await stage.db.read(({ tx, t }) => tx.select().from(t.webPlaces));
    expect(places.every((place) => place.endedAt !== null)).toBe(true);
    expect(await says(lan, '/trangthai')).toMatch(/đề nghị báo trực tiếp \(1\):\n• Trần Văn Minh/);
    await stage.passTo(at('2022-04-05 09:00'));
    const reminded = new Set(stage.phones.take().map((one) => one.platformId));
    expect([...reminded]).toEqual([lan]);
    // Whoever comes back is somebody who can be reached.
    await says(minh, '/menu');
    expect(await says(lan, '/trangthai')).not.toContain('báo trực tiếp');
  } finally {
    await stage.close();
  }
}, 60_000);
