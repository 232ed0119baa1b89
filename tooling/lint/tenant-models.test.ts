import { expect, test } from 'vitest';
import { tenantModels, tenantModelsOf } from './tenant-models.ts';

test("a model with an organizationId is a tenant's, and the organization itself", () => {
  const schema = `
model Organization {
  id String @id
}

model ApiKey {
  id             String @id
  organizationId String @map("organization_id")
}

model User {
  id String @id
  // organizationId is not here
}
`;
  expect([...tenantModelsOf(schema)]).toEqual(['organization', 'apiKey']);
});

test('the schema of the product is understood', () => {
  const models = tenantModels();
  for (const name of ['organization', 'membership', 'project', 'apiKey', 'usageEvent', 'invoice', 'auditEvent', 'providerCredential'])
    expect(models).toContain(name);
  for (const name of ['user', 'session', 'price', 'verificationToken']) expect(models).not.toContain(name);
});
