import { expect, test } from 'vitest';
import { portions } from '../../../src/runtime/incoming/portions.ts';

test.each([0, 1, 15, 16, 17, 40])('%d things keep their order and are each in one portion', (count) => {
  const all = Array.from({ length: count }, (_, at) => at);
  const some = portions(all);
  expect(some.flat()).toEqual(all);
  expect(new Set(some.map((one) => one.length))).toEqual(
    new Set([...(count >= 16 ? [16] : []), ...(count % 16 > 0 ? [1] : [])]),
  );
});
