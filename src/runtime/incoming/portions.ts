/** Many rows in one statement cost a fraction of as many statements; each size of statement is prepared once per connection. */
const LARGE = 16;

/** The same in the same order, sixteen together as long as there are so many, the rest one by one. */
export function portions<T>(all: readonly T[]): readonly (readonly T[])[] {
  const whole = all.length - (all.length % LARGE);
  const large = Array.from({ length: whole / LARGE }, (_, at) => all.slice(at * LARGE, (at + 1) * LARGE));
  return [...large, ...all.slice(whole).map((one) => [one])];
}
