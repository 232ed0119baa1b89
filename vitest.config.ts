import { defineConfig } from 'vitest/config';

const ignored = ['**/node_modules/**', '**/.next/**', '**/generated/**'];

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['{apps,packages,tooling,prisma,e2e,bench}/**/*.test.{ts,tsx}'],
          exclude: [...ignored, '**/*.integration.test.ts'],
          // A machine that is busy with other things is no failure of ours.
          testTimeout: 30_000,
        },
      },
      {
        test: {
          name: 'integration',
          include: ['{apps,packages,tooling,prisma,e2e}/**/*.integration.test.ts'],
          exclude: ignored,
          globalSetup: ['packages/testing/src/vitest-setup.ts'],
          testTimeout: 30_000,
          hookTimeout: 60_000,
          // One file at a time: they share a Redis, where everybody hears every announcement.
          maxWorkers: 1,
        },
      },
    ],
  },
});
