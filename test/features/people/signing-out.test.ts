/** What follows when somebody has signed out of all browsers, and has nothing else. */

import { eq } from 'drizzle-orm';
import { expect, it } from 'vitest';
import type { InboundEvent } from '../../../src/engine/input.ts';
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
      const [hers] = await tx.select().from(t.addresses).where(eq(t.addresses.platformId, lan));
      if (hers === undefined) throw new Error('Lan has no chat');
      const seen = { createdAt: stage.clock.now(), seenAt: stage.clock.now() };
      for (const id of ['one', 'two'])
        await tx.insert(t.webPlaces).values({ id, addressId: chat.id, secretHash: id, label: 'Firefox', ...seen });
      await tx
        .insert(t.webPlaces)
        .values({ id: 'hers', addressId: hers.id, secretHash: 'x', label: 'Firefox', ...seen });
    });
    const does = async (event: InboundEvent): Promise<string> => {
      await stage.act([event]);
      return stage.phones
        .take()
        .map((one) => one.text)
        .join('\n');
    };
    const says = (who: string, text: string): Promise<string> => {
      stage.wait();
      return does(stage.phones.says(who, text, stage.clock.now()));
    };
    const taps = (who: string, label: string): Promise<string> => {
      stage.wait();
      return does(stage.phones.taps(who, label, stage.clock.now()));
    };
    const ended = async (): Promise<readonly string[]> => {
      const places = await stage.db.read(({ tx, t }) => tx.select().from(t.webPlaces));
      return places
        .filter((place) => place.endedAt !== null)
        .map((place) => place.id)
        .toSorted();
    };
    expect(await says(lan, '/trangthai')).not.toContain('báo trực tiếp');
    const asked =
      'Đồng chí thoát khỏi mọi trình duyệt, kể cả ở đây? Muốn vào lại, đồng chí cần mã mới do chi ủy chi bộ cấp.';
    expect(await says(minh, '/thoat')).toBe(asked);
    expect(await taps(minh, 'Ở lại')).toBe('Các trình duyệt vẫn mở như trước.');
    expect(await ended()).toEqual([]);
    // A question from before another browser was opened is asked again.
    await stage.db.transact(async ({ tx, t }) => {
      const later = { createdAt: stage.clock.now() };
      await tx.update(t.webPlaces).set(later).where(eq(t.webPlaces.id, 'two'));
    });
    expect(await taps(minh, 'Thoát')).toBe(asked);
    expect(await ended()).toEqual([]);
    expect(await taps(minh, 'Thoát')).toMatch(/^Đã thoát khỏi mọi trình duyệt, kể cả ở đây\./);
    expect(await ended()).toEqual(['one', 'two']);
    // The only one of the committee who uses the program: nobody else there could make her a code.
    expect(await says(lan, '/thoat')).toMatch(/mã mới do người quản trị trợ lý cấp/);
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
