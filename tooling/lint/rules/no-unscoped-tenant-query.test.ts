import { ruleTester } from '../rule-tester.ts';
import { noUnscopedTenantQuery } from './no-unscoped-tenant-query.ts';

const model = [{ messageId: 'model' }];
const raw = [{ messageId: 'raw' }];

ruleTester.run('no-unscoped-tenant-query', noUnscopedTenantQuery, {
  valid: [
    `withTenant(services.prisma, tenant, (tx) => tx.apiKey.findMany());`,
    `withTenant(prisma, tenant, async (tx) => { await tx.$queryRaw\`SELECT 1\`; return tx.project.count(); });`,
    `async function listKeys(tx: TenantClient) { return tx.apiKey.findMany(); }`,
    `services.prisma.user.findUnique({ where: { email } }); // users are no tenant's`,
    `prisma.$transaction(async (tx) => { await tx.user.create({ data }); });`,
    `const { invoice } = statement; invoice.lines; statement.invoice.total;`,
    `function show(budget: Budget) { return budget.organization.name; }`,
  ],
  invalid: [
    { code: `prisma.apiKey.findMany();`, errors: model },
    { code: `services.prisma.apiKey.findMany({ where: { organizationId } });`, errors: model },
    { code: `services().prisma.organization.findUnique({ where: { id } });`, errors: model },
    { code: `ctx.services.prisma['usageEvent'].count();`, errors: model },
    { code: `prisma.$transaction(async (tx) => { await tx.project.create({ data }); });`, errors: model },
    { code: `prisma.$transaction(async function (tx) { await tx.membership.deleteMany(); });`, errors: model },
    { code: `const db = services.prisma; db.invoice.findMany();`, errors: model },
    { code: `const { prisma: db } = services; db.auditEvent.findMany();`, errors: model },
    { code: `const client = createPrismaClient(options); client.routingPolicy.findMany();`, errors: model },
    { code: `function keys(db: PrismaClient) { return db.apiKey.findMany(); }`, errors: model },
    { code: `services.prisma.$queryRaw\`SELECT * FROM api_keys\`;`, errors: raw },
    { code: `prisma.$executeRawUnsafe('DELETE FROM api_keys');`, errors: raw },
  ],
});
