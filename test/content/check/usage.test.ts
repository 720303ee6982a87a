import { expect, test } from 'vitest';
import { usageProblems } from '../../../src/content/check/usage.ts';

const catalogue = { 'a.one': 'Một', 'a.two': 'Hai', 'a.kind-photo': 'ảnh', 'a.kind-other': 'khác' };
const problems = (text: string): readonly string[] => usageProblems(catalogue, [{ path: 'src/x.ts', text }]);
const SAYS_ALL = `say('a.one'); const key = wide ? 'a.two' : 'a.one'; say(\`a.kind-\${kind}\`);`;

test('keys said as literals and as patterns are used', () => {
  expect(problems(SAYS_ALL)).toEqual([]);
});

test('a key that nothing says is told', () => {
  expect(problems(SAYS_ALL.replace('a.two', 'a.one'))).toEqual(['a.two: nothing in src says it']);
});

test('a key that only a comment mentions is not used', () => {
  const commented = `${SAYS_ALL.replace('a.two', 'a.one')}\n// say('a.two')\n/** like 'a.two' */`;
  expect(problems(commented)).toEqual(['a.two: nothing in src says it']);
});

test('a key that does not exist is told with the file that says it', () => {
  expect(problems(`${SAYS_ALL} words('a.three'); const c = { describe: 'a.four' };`)).toEqual([
    "src/x.ts: says 'a.three', which no catalogue has",
    "src/x.ts: says 'a.four', which no catalogue has",
  ]);
});

test('the key of a choice fits a button', () => {
  const long = 'x'.repeat(25);
  expect(
    problems(
      `${SAYS_ALL} [{ key: 'ok.1:a_b-c', label: one }, { key: '${long}', label: one }, { key: 'sửa', label: one }]`,
    ),
  ).toEqual([expect.stringContaining(long), expect.stringContaining('sửa')]);
});
