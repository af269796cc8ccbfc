import type { ViteUserConfig } from 'vitest/config';

/** For `npm run mutate`: the tests of what is mutated, and none that needs a solver. */
const config: ViteUserConfig = {
  test: {
    include: ['test/unit/{judge,term}/**/*.test.ts', 'test/trust/judge.test.ts'],
    setupFiles: ['test/fixed-seed.ts'],
    allowOnly: false,
    maxWorkers: 1,
    // What is instrumented is slow.
    testTimeout: 60_000,
  },
};

export default config;
