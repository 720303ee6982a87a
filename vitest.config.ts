import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** What takes longest, in this order: begun last it would be waited for alone, while the other workers have nothing left to do. */
const FIRST = [
  '/transcripts/',
  '/crash/',
  '/browser/',
  '/later/',
  '/process/',
  '/demo/',
  '/reports/',
  '/bench/',
] as const;

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification): number => {
      const found = FIRST.findIndex((part) => moduleId.includes(part));
      return found < 0 ? FIRST.length : found;
    };
    return (await super.sort(files)).toSorted((a, b) => rank(a) - rank(b));
  }
}

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/build-page.ts'],
    pool: 'forks',
    // Files of a worker share the modules they import, and its PostgreSQL in process: half of the processor time went into loading
    // them anew for each (measured). So no module of ours keeps state that a test could leave behind, and no test mocks modules.
    isolate: false,
    sequence: { sequencer: LongestFirst },
    // Most tests wait for something half of the time, so also two cores take two files at once.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    // Generous, for two slow cores: a test that hangs is found, a busy machine is not mistaken for one.
    testTimeout: 30_000,
    hookTimeout: 60_000,
    coverage: {
      provider: 'v8',
      include: ['src/**/*.ts'],
      exclude: [
        'src/content/generate-keys.ts',
        'src/content/check-sources.ts',
        'src/engine/message-keys.ts',
        // Drawn and connected in browsers, where test/browser looks at it; what is pure in it is tested here as well.
        'src/page/*.ts',
        'src/page/chat/{line,model,post,problem,stream}.ts',
        'src/page/demo/{acts,state,stored,wire,wording}.ts',
      ],
      reporter: ['text-summary'],
    },
  },
});
