import type { ViteUserConfig } from 'vitest/config';

const config: ViteUserConfig = {
  test: {
    include: ['test/**/*.test.ts'],
    setupFiles: ['test/fixed-seed.ts'],
    globalSetup: ['test/build-dist.ts'],
    // A forgotten `.only` must not turn a run green.
    allowOnly: false,
    // A solver's first answer takes a second or two, and a busy machine several times that.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
    coverage: { include: ['src/**/*.ts'] },
  },
};

export default config;
