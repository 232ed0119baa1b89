import type { NextConfig } from 'next';

const config: NextConfig = {
  // Our packages are TypeScript sources that import each other with .ts extensions: the bundler compiles them.
  transpilePackages: [
    '@modelhub/access',
    '@modelhub/api-schemas',
    '@modelhub/billing',
    '@modelhub/catalog',
    '@modelhub/core',
    '@modelhub/db',
    '@modelhub/egress',
    '@modelhub/limits',
    '@modelhub/metering',
    '@modelhub/observability',
    '@modelhub/providers',
    '@modelhub/queues',
    '@modelhub/state',
    '@modelhub/ui',
  ],
  // Native or self-inspecting modules: loaded from node_modules at run time instead of being bundled.
  serverExternalPackages: ['@node-rs/argon2', '@prisma/adapter-pg', '@prisma/client', 'bullmq', 'ioredis', 'nodemailer', 'pg', 'pino', 'shiki', 'undici'],
  // TypeScript 7 has no JavaScript API for Next to call; `tsc` is a step of its own (`pnpm typecheck`).
  typescript: { ignoreBuildErrors: true },
  poweredByHeader: false,
  reactStrictMode: true,
  devIndicators: false,
  turbopack: { root: new URL('../..', import.meta.url).pathname },
};

export default config;
