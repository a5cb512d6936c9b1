import { defineConfig } from '@playwright/test';

/** Real browsers against a real installation; one at a time, as each journey needs two of them and a whole system. */
export default defineConfig({
  testDir: '.',
  projects: [
    { name: 'journeys', testMatch: ['journeys/**/*.spec.ts', 'unauthorized-access/**/*.spec.ts'], testIgnore: 'journeys/long/**' },
    { name: 'long', testMatch: 'journeys/long/**/*.spec.ts' },
  ],
  workers: 1,
  fullyParallel: false,
  // `npm test` tries once more and names what passed only then: that has a cause that is to be found.
  retries: 0,
  timeout: 240_000,
  expect: { timeout: 30_000 },
  outputDir: 'test-results',
});
