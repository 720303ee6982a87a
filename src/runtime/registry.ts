/** All that the features declare, by name. A name declared twice is a mistake found at the start, not at the first use. */
import type { FactType } from '../engine/fact.ts';
import type { Command, FactHandler, Feature, FlowHost, ScheduleHandler } from '../features/feature.ts';

export interface Registry {
  readonly features: readonly Feature[];
  /** What looks at each written text before a dialog does: hardly any feature, and it is asked for every text. */
  readonly asides: readonly NonNullable<Feature['aside']>[];
  readonly commands: readonly Command[];
  command(name: string): Command | undefined;
  flow(id: string): FlowHost<never> | undefined;
  factHandlers(type: FactType): readonly FactHandler<never>[];
  schedule(kind: string): ScheduleHandler | undefined;
}

export function createRegistry(features: readonly Feature[]): Registry {
  const commands = features.flatMap((feature) => feature.commands ?? []);
  const byName = unique(
    'command',
    commands.flatMap((command) => [command.name, ...command.aliases].map((name) => [name, command] as const)),
  );
  const flows = unique(
    'flow',
    features.flatMap((feature) => (feature.flows ?? []).map((host) => [host.flow.id, host] as const)),
  );
  const schedules = unique(
    'schedule',
    features.flatMap((feature) => Object.entries(feature.schedules ?? {})),
  );
  const facts = new Map<string, FactHandler<never>[]>();
  for (const feature of features) {
    for (const [type, handler] of Object.entries(feature.facts ?? {})) {
      facts.set(type, [...(facts.get(type) ?? []), handler as FactHandler<never>]);
    }
  }
  return {
    features,
    asides: features.flatMap((feature) => feature.aside?.bind(feature) ?? []),
    commands,
    command: (name) => byName.get(name),
    flow: (id) => flows.get(id),
    factHandlers: (type) => facts.get(type) ?? [],
    schedule: (kind) => schedules.get(kind),
  };
}

function unique<T>(what: string, entries: readonly (readonly [string, T])[]): ReadonlyMap<string, T> {
  const map = new Map<string, T>();
  for (const [name, value] of entries) {
    if (map.has(name) && map.get(name) !== value) throw new Error(`two features declare the ${what} "${name}"`);
    map.set(name, value);
  }
  return map;
}
