/** The demonstration as the terminal sees it: everybody at hand, and a clock whose every minute happens. */
import type { DemoHost } from '../channels/console/chat.ts';
import type { Delivered } from '../channels/console/words.ts';
import type { InboundEvent } from '../engine/input.ts';
import { type Passing, passTime } from '../runtime/later/pass-time.ts';
import type { DemoEnv } from './env.ts';
import { sentSince } from './feed-store.ts';
import { findPeople } from './store.ts';

export interface Hosted extends Passing {
  onEvents(events: readonly InboundEvent[]): Promise<void>;
}

export function demoHost(app: Hosted, env: DemoEnv): DemoHost {
  const { db } = app.shell;
  let told = 0;
  return {
    onEvents: (events) => app.onEvents(events),
    settle: () => app.settle(),
    now: () => env.now(),
    people: (query) => db.read((c) => findPeople(c, query)),
    moveClock: async (to) => {
      told = Math.max(told, await db.read((c) => sentSince(c, told)).then(lastOf));
      await passTime(app, to, (at) => env.move(at));
      const sent = await db.read((c) => sentSince(c, told));
      told = Math.max(told, lastOf(sent));
      return sent.map(({ seq: _, ...delivered }): Delivered => delivered);
    },
  };
}

const lastOf = (sent: readonly { readonly seq: number }[]): number => Math.max(0, ...sent.map(({ seq }) => seq));
