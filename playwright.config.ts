import { defineConfig } from '@playwright/test';

/** Two ways to the same window: the page in Chromium against the browser host, and the packaged desktop app. */
export default defineConfig({
  testDir: 'e2e',
  outputDir: 'test-results',
  timeout: 180_000,
  expect: { timeout: 30_000 },
  workers: 1,
  fullyParallel: false,
  forbidOnly: Boolean(process.env['CI']),
  reporter: [['list'], ['json']],
  use: { viewport: { width: 1440, height: 900 }, trace: 'retain-on-failure', screenshot: 'only-on-failure' },
  projects: [
    { name: 'browser', testMatch: /browser\/.*\.spec\.ts|both\/.*\.spec\.ts/ },
    { name: 'desktop', testMatch: /desktop\/.*\.spec\.ts|both\/.*\.spec\.ts/ },
  ],
});
