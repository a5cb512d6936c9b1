import { defineConfig } from 'vitest/config';

/** Tests that open the pages of the web apps, before a counter made of fixtures; the long ones open every screen there is, and more packages than anybody has patience for. */
const PAGES = 'apps/{agent-console,customer-web,verifier}/test/**/*.int.test.ts';
const ALL_SCREENS = 'apps/{agent-console,customer-web,verifier}/test/**/*.long.test.ts';
/** One browser, one build of each app and one page used again and again: starting them costs more than all the tests. */
const IN_ONE_BROWSER = {
  exclude: ['**/node_modules/**', '**/dist/**'],
  globalSetup: ['packages/ui/testing/vitest-setup.ts'],
  maxWorkers: 1,
  isolate: false,
  // After the others, alone: a browser beside two servers would measure them, and they it.
  sequence: { groupOrder: 1 },
  testTimeout: 60_000,
  hookTimeout: 120_000,
};
const NEVER = ['**/node_modules/**', '**/dist/**', '**/.data/**', 'e2e/journeys/**'];

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['**/*.test.ts', '**/*.test.tsx'],
          exclude: [...NEVER, '**/*.int.test.ts', '**/*.long.test.ts'],
          // Loading the same modules anew for each file took more than all the tests. None leaves anything behind in them.
          isolate: false,
        },
      },
      {
        test: {
          name: 'int',
          include: ['**/*.int.test.ts'],
          exclude: [...NEVER, PAGES],
          globalSetup: ['prisma/test-cluster.ts'],
          // Each of these starts servers and workers of its own: more than two at once measure one another.
          maxWorkers: 2,
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'long',
          include: ['**/*.long.test.ts'],
          exclude: [...NEVER, ALL_SCREENS],
          globalSetup: ['prisma/test-cluster.ts'],
          // What takes minutes on purpose measures time more often than not: one at a time.
          maxWorkers: 1,
          testTimeout: 300_000,
          hookTimeout: 120_000,
        },
      },
      { test: { name: 'int-pages', include: [PAGES], ...IN_ONE_BROWSER } },
      { test: { name: 'long-pages', include: [ALL_SCREENS], ...IN_ONE_BROWSER } },
    ],
  },
});
