/** The two things biome does not see: a forgotten `await` on a query, and a clock or dice outside of Env. */
import tseslint from 'typescript-eslint';

const viaEnv =
  'The system clock and randomness come from system-env.ts, which main and cli hand down as Env; on the page from browser.ts.';

export default [
  { ignores: ['dist/**', 'coverage/**', 'data/**', 'migrations/**'] },
  {
    files: ['src/**/*.{ts,tsx}', 'test/**/*.ts'],
    languageOptions: {
      parser: tseslint.parser,
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    plugins: { '@typescript-eslint': tseslint.plugin },
    // drizzle's queries are thenables that do nothing, and say nothing, until they are awaited.
    rules: { '@typescript-eslint/no-floating-promises': ['error', { checkThenables: true }] },
  },
  {
    files: ['src/**/*.{ts,tsx}'],
    ignores: ['src/main.ts', 'src/cli.ts', 'src/system-env.ts', 'src/page/browser.ts'],
    rules: {
      'no-restricted-properties': [
        'error',
        { object: 'Date', property: 'now', message: viaEnv },
        { object: 'Math', property: 'random', message: viaEnv },
        { object: 'performance', property: 'now', message: viaEnv },
        { object: 'DateTime', property: 'now', message: viaEnv },
        { object: 'crypto', property: 'randomUUID', message: viaEnv },
        { object: 'crypto', property: 'randomBytes', message: viaEnv },
        { object: 'crypto', property: 'getRandomValues', message: viaEnv },
      ],
      'no-restricted-syntax': [
        'error',
        { selector: 'NewExpression[callee.name="Date"][arguments.length=0]', message: viaEnv },
        { selector: 'CallExpression[callee.name="Date"]', message: viaEnv },
        {
          selector:
            'CallExpression[callee.object.name="DateTime"][callee.property.name=/^(local|utc)$/][arguments.length=0]',
          message: viaEnv,
        },
        {
          selector:
            'ImportDeclaration[source.value=/^(node:)?crypto$/] > ImportSpecifier[imported.name=/^random|^getRandom/]',
          message: viaEnv,
        },
        { selector: 'ImportDeclaration[source.value="uuid"]', message: viaEnv },
      ],
    },
  },
];
