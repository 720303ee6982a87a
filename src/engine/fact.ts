/** Something that happened and must be kept. Each feature adds its own to this map by declaration merging. */
import type { Instant } from '../lib/env.ts';
import type { AddressId, PromptId } from '../lib/ids.ts';

/** Fact type (past tense) → what it says. Features extend it: `declare module '../../engine/fact.ts' { interface Facts { … } }`. */
// biome-ignore lint/suspicious/noEmptyInterface: an interface can be extended from the features, a type cannot
export interface Facts {}

export type FactType = keyof Facts & string;
export type FactOf<T extends FactType> = { readonly type: T } & Facts[T];
export type Fact = { [T in FactType]: FactOf<T> }[FactType];

/** Where words came from: kept with an answer, so that an edit weeks later still finds it. */
export interface Source {
  readonly at: Instant;
  readonly addressId: AddressId | undefined;
  readonly messageId: string | undefined;
  readonly promptId: PromptId | undefined;
}
