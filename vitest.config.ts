import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{main,shared,renderer,firmware-bridge,scripts}/**/*.test.{ts,tsx}'],
    environment: 'node',
    // The contrast tests read the colours themselves.
    css: { include: [/tokens\.css/] },
    testTimeout: 60_000,
    hookTimeout: 60_000,
    pool: 'forks',
    maxWorkers: 2,
  },
});
