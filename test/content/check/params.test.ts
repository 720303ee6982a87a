import { expect, test } from 'vitest';
import { missingParams } from '../../../src/content/check/params.ts';

const catalogue = { 'a.none': 'Một.', 'a.two': '{name} {day}' };

test.each([
  "say('a.none')",
  "say('a.two', { name, day: { day: today } })",
  "say('a.two', {\n  name: f({ x: 1 }, [2]),\n  'day': `x, {1}`,\n}, choices)",
  "say('a.two', params)",
  "say('a.two', { ...common })",
  "{ key: 'a.two', params: { day, name: 'a, b' } }",
  "{ key: 'a.none' }",
  "{ key: 'yes', label: { key: 'a.none' } }",
  "say('a.unheard', {})",
])('%s gives all that is wanted, as far as can be seen', (code) => {
  expect(missingParams(code, catalogue)).toEqual([]);
});

test.each([
  ["say('a.two')", ["says 'a.two' without {day}", "says 'a.two' without {name}"]],
  ["words('a.two', { name })", ["says 'a.two' without {day}"]],
  ["say('a.two', { day: { name: 1 } })", ["says 'a.two' without {name}"]],
  ["say('a.two', undefined, [choice])", ["says 'a.two' without {day}", "says 'a.two' without {name}"]],
  ["{ key: 'c', label: { key: 'a.two' } }", ["says 'a.two' without {day}", "says 'a.two' without {name}"]],
  ["{ key: 'a.two', params: { name: 'day: 1' } }", ["says 'a.two' without {day}"]],
])('%s is told', (code, expected) => {
  expect(missingParams(code, catalogue)).toEqual(expected);
});
