import type {} from '@modelhub/testing/vitest-setup';
import { createTestDatabase, type TestDatabase } from '@modelhub/testing/postgres';
import pg from 'pg';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { CredentialCipher } from './credential-cipher.ts';
import { rotateCredentials } from './rotate-credentials.ts';

let database: TestDatabase;
let owner: pg.Pool;
beforeAll(async () => {
  database = await createTestDatabase(inject('postgresAdminUrl'));
  owner = new pg.Pool({ connectionString: database.url, max: 2 });
  // Dropping the database ends connections that are still closing.
  owner.on('error', () => {});
});
afterAll(async () => {
  await owner.end();
  await database.drop();
});

const key = (byte: number): string => Buffer.alloc(32, byte).toString('base64');

test('every credential opens under the new key alone afterwards, but for those that nobody can open', async () => {
  const before = new CredentialCipher({ current: key(1) });
  const both = new CredentialCipher({ current: key(2), previous: key(1) });
  const stranger = new CredentialCipher({ current: key(3) });
  const place = (id: string) => ({ organizationId: 'org_1', credentialId: id, provider: 'openai', baseUrl: null });
  // More than one slice.
  const ids = Array.from({ length: 205 }, (_, i) => `crd_${String(i).padStart(3, '0')}`);
  for (const id of ids) {
    const cipher = id === 'crd_100' ? stranger : id === 'crd_101' ? both : before;
    const { ciphertext, keyVersion } = cipher.seal({ apiKey: id }, place(id));
    await owner.query(
      `INSERT INTO provider_credentials (id, organization_id, provider, name, ciphertext, key_version, last_four) VALUES ($1, 'org_1', 'openai', $1, $2, $3, '')`,
      [id, ciphertext, keyVersion],
    );
  }
  expect(await rotateCredentials(owner, both)).toEqual({ moved: 203, unchanged: 1, sealed: ['crd_100'] });
  expect(await rotateCredentials(owner, both)).toEqual({ moved: 0, unchanged: 204, sealed: ['crd_100'] });
  const after = new CredentialCipher({ current: key(2) });
  const { rows } = await owner.query<{ id: string; ciphertext: Buffer; key_version: number }>('SELECT id, ciphertext, key_version FROM provider_credentials');
  for (const { id, ciphertext, key_version: keyVersion } of rows) {
    if (id !== 'crd_100') expect(after.open({ ciphertext, keyVersion }, place(id))).toEqual({ apiKey: id });
  }
});
