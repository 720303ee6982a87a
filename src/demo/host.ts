/** The demonstration as the terminal sees it: everybody at hand, and a clock whose every minute happens. */
import type { DemoHost } from '../channels/console/chat.ts';
import type { Delivered } from '../channels/console/words.ts';
import type { InboundEvent } from '../engine/input.ts';
import { type Passing, passTime } from '../runtime/later/pass-time.ts';
import type { DemoEnv } from './env.ts';
import { Feed } from './feed.ts';
import { findPeople } from './store.ts';

export interface Hosted extends Passing {
  onEvents(events: readonly InboundEvent[]): Promise<void>;
}

export function demoHost(app: Hosted, env: DemoEnv): DemoHost {
  const { db } = app.shell;
  const feed = new Feed(db, env.now());
  return {
    onEvents: (events) => app.onEvents(events),
    settle: () => app.settle(),
    now: () => env.now(),
    people: (query) => db.read((c) => findPeople(c, query)),
    moveClock: async (to) => {
      // What was said in the meantime is no consequence of moving the clock.
      await feed.news();
      await passTime(app, to, (at) => env.move(at));
      return (await feed.news()).map(({ seq: _, code: __, ...delivered }): Delivered => delivered);
    },
  };
}
