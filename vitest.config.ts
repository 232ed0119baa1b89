import { defineConfig, type TestProjectConfiguration } from 'vitest/config';

/** Suites in which everybody hears what anybody announces in Redis. */
const SHARE_REDIS = [
  'packages/{state,limits,queues}/**/*.integration.test.ts',
  'packages/access/src/principal-cache.integration.test.ts',
  'apps/worker/**/*.integration.test.ts',
  'apps/gateway/src/{fleet,processes}.integration.test.ts',
  'apps/dashboard/src/server/auth/attempt-limits.integration.test.ts',
];
const ignored = ['**/node_modules/**', 'bench/.peers/**', '**/.next/**', '**/generated/**'];

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
      integration('integration', { exclude: SHARE_REDIS, maxWorkers: 2, order: 1 }),
      // One file at a time: they share a Redis, where everybody hears every announcement.
      integration('integration-redis', { include: SHARE_REDIS, maxWorkers: 1, order: 2 }),
    ],
  },
});

interface Suites {
  readonly include?: readonly string[];
  readonly exclude?: readonly string[];
  readonly maxWorkers: number;
  readonly order: number;
}

/** Suites on real services. */
function integration(
  name: string,
  { include = ['{apps,packages,tooling,prisma,e2e}/**/*.integration.test.ts'], exclude = [], maxWorkers, order }: Suites,
): TestProjectConfiguration {
  return {
    test: {
      name,
      include: [...include],
      exclude: [...ignored, ...exclude],
      globalSetup: ['packages/testing/src/vitest-setup.ts'],
      testTimeout: 30_000,
      hookTimeout: 60_000,
      maxWorkers,
      sequence: { groupOrder: order },
    },
  };
}
