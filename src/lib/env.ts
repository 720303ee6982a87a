/** Milliseconds since 1970-01-01T00:00Z. */
export type Instant = number;

/** Whatever is not an argument otherwise; the only way the program sees a clock or randomness. */
export interface Env {
  /** The organisation's time: real time, or the stored, movable one of a demonstration. Never runs backwards. */
  now(): Instant;
  /** Real time, for limits, time-outs, ids and cookies. */
  wall(): Instant;
  /** A new UUIDv7 of real time: ids sort by when they were made. */
  newId<T extends string>(): T;
  /** `bytes` random bytes, for codes and secrets. */
  random(bytes: number): Uint8Array;
}
