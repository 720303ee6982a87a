/** Tells whoever looks after the program how much is used of what a platform counts, each stage once a month. */
import type { FactOf } from '../../engine/fact.ts';
import { say, type Words, words } from '../../engine/say.ts';
import type { Cx, Feature, ScheduleHandler } from '../feature.ts';
import './facts.ts';
import { channelName, endsWords, newStage, QUOTA, type Reading } from './model.ts';
import { administrators, markWarned } from './store.ts';

export function quotaFeature(): Feature {
  return {
    name: 'quota',
    facts: { 'quota.reached': { write: (cx, fact) => markWarned(cx.c, fact) } },
    // Made where messages are counted, when a stage is reached; gone once it was told.
    schedules: { [QUOTA]: { run: tellOfStages } },
  };
}

const tellOfStages: ScheduleHandler['run'] = async (cx: Cx) => {
  const reached = (await cx.meters()).flatMap(reachedIn);
  if (reached.length === 0) return { says: [] };
  for (const { fact } of reached) {
    const { channel, of, stage, used, cap } = fact;
    cx.log.warn('quota.reached', { channel, of, percent: stage, used, cap });
  }
  const said = say('quota.reached', { lines: reached.map(({ line }) => line) });
  const says = (await administrators(cx.c, cx.today)).map((to) => ({ to, say: said, lane: 'notice' as const }));
  return { says, facts: reached.map(({ fact }) => fact) };
};

interface Reached {
  readonly fact: FactOf<'quota.reached'>;
  readonly line: Words;
}

function reachedIn(reading: Reading): readonly Reached[] {
  return (['messages', 'people'] as const).flatMap((of) => {
    const { channel, month } = reading;
    const { used, cap } = reading[of];
    const stage = newStage(reading[of]);
    if (stage === undefined || cap === undefined) return [];
    const params = { channel: channelName(channel), used, cap, stage };
    const line =
      of === 'messages'
        ? words('quota.messages-reached', { ...params, ends: endsWords(reading) })
        : words('quota.people-reached', params);
    return [{ fact: { type: 'quota.reached', channel, month, of, stage, used, cap }, line }];
  });
}
