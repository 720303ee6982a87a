import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    pool: 'forks',
    // Generous, for two slow cores: a test that hangs is found, a busy machine is not mistaken for one.
    testTimeout: 30_000,
    hookTimeout: 60_000,
    coverage: {
      provider: 'v8',
      include: ['src/**/*.ts'],
      exclude: ['src/content/generate-keys.ts', 'src/content/check-sources.ts', 'src/engine/message-keys.ts'],
      reporter: ['text-summary'],
    },
  },
});
