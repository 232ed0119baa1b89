import { ruleTester } from '../rule-tester.ts';
import { noGeneratedClient } from './no-generated-client.ts';

const errors = [{ messageId: 'generated' }];

ruleTester.run('no-generated-client', noGeneratedClient, {
  valid: [
    `import { createPrismaClient } from '@modelhub/db/client';`,
    `import type { Prisma } from '@modelhub/db/client';`,
    `import { generatedAt } from './generated-at.ts';`,
    `export const path = 'generated/client.ts';`,
  ],
  invalid: [
    { code: `import { PrismaClient } from '../../../packages/db/src/generated/client.ts';`, errors },
    { code: `import type { Prisma } from './generated/client.ts';`, errors },
    { code: `import { PrismaClient } from '@prisma/client';`, errors },
    { code: `import { Prisma } from '@prisma/client/runtime/library';`, errors },
    { code: `export * from './generated/client.ts';`, errors },
    { code: `export { Prisma } from './generated/client.ts';`, errors },
    { code: `const { PrismaClient } = await import('@prisma/client');`, errors },
  ],
});
