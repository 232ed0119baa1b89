import type {} from '@modelhub/testing/vitest-setup';
import { hashApiKey, isWellFormedApiKey } from '@modelhub/access/api-key';
import { verifyPassword } from '@modelhub/access/password';
import { catalog, offerOwnModels } from '@modelhub/catalog/catalog';
import { ownModels } from '@modelhub/catalog/own-models';
import { createTestDatabase, type TestDatabase } from '@modelhub/testing/postgres';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { seed, type SeedOptions } from './seed.ts';

const PEPPER = 'a pepper of the seed test';
const user = { name: 'Demo', email: 'demo@modelhub.example', password: 'the first password' };

let database: TestDatabase;
let owner: pg.Pool;

const options = (changes: Partial<SeedOptions> = {}): SeedOptions => ({ databaseUrl: database.url, pepper: PEPPER, user, apiKey: undefined, ...changes });

async function counts(): Promise<Record<string, string>> {
  const { rows } = await owner.query<Record<string, string>>(
    `SELECT (SELECT count(*) FROM users) AS users, (SELECT count(*) FROM organizations) AS organizations, (SELECT count(*) FROM memberships) AS memberships,
       (SELECT count(*) FROM projects) AS projects, (SELECT count(*) FROM api_keys) AS keys, (SELECT count(*) FROM prices WHERE id <> 'own-key') AS prices,
       (SELECT count(*) FROM usage_events) AS usage`,
  );
  return rows[0] ?? {};
}

beforeAll(async () => {
  database = await createTestDatabase(inject('postgresAdminUrl'));
  owner = new pg.Pool({ connectionString: database.url });
});

afterAll(async () => {
  await owner.end();
  await database.drop();
});

describe('seed', () => {
  it('makes a person who can sign in, a key that can be used, and every price; running it again changes nothing', async () => {
    const first = await seed(options());
    expect(isWellFormedApiKey(first.apiKey)).toBe(true);
    const prices = catalog.models.flatMap(({ endpoints }) => endpoints.flatMap((endpoint) => endpoint.prices));
    const before = await counts();
    expect(before).toEqual({ users: '1', organizations: '1', memberships: '1', projects: '1', keys: '1', prices: String(prices.length), usage: '0' });
    const { rows } = await owner.query<{ password_hash: string; email_verified: Date | null }>('SELECT password_hash, email_verified FROM users');
    expect(rows[0]?.email_verified).not.toBeNull();
    expect(await verifyPassword(rows[0]?.password_hash ?? null, user.password)).toBe(true);

    expect(await seed(options({ apiKey: first.apiKey }))).toEqual(first);
    expect(await counts()).toEqual(before);
  });

  it('stores each price as the catalog has it', async () => {
    const price = catalog.models
      .flatMap(({ endpoints }) => endpoints.flatMap((endpoint) => endpoint.prices))
      .find(({ contextTokensFrom }) => contextTokensFrom > 0);
    const { rows } = await owner.query<{ input: string; cached_input: string | null; context_tokens_from: number; day: string }>(
      `SELECT input, cached_input, context_tokens_from, to_char(effective_from AT TIME ZONE 'UTC', 'YYYY-MM-DD') AS day FROM prices WHERE id = $1`,
      [price?.id],
    );
    expect(rows[0]).toEqual({
      input: String(price?.nanoUsdPerMillionTokens.input),
      cached_input: price?.nanoUsdPerMillionTokens.cachedInput?.toString() ?? null,
      context_tokens_from: price?.contextTokensFrom,
      day: price?.effectiveFrom,
    });
  });

  it('keeps a password that the person has changed', async () => {
    await owner.query("UPDATE users SET password_hash = 'their own'");
    await seed(options({ user: { ...user, password: 'another password' } }));
    expect((await owner.query<{ password_hash: string }>('SELECT password_hash FROM users')).rows[0]?.password_hash).toBe('their own');
  });

  it.each([
    ['was revoked', 'UPDATE api_keys SET revoked_at = now() WHERE hash = $1'],
    ['has expired', "UPDATE api_keys SET expires_at = now() - interval '1 minute' WHERE hash = $1"],
  ])('makes another key when the one it knows %s', async (_what, spoil) => {
    const { apiKey } = await seed(options());
    await owner.query(spoil, [hashApiKey(apiKey, PEPPER)]);
    const again = await seed(options({ apiKey }));
    expect(again.apiKey).not.toBe(apiKey);
    expect(await seed(options({ apiKey: again.apiKey }))).toEqual(again);
  });

  it('makes another key under another pepper', async () => {
    const { apiKey } = await seed(options());
    expect((await seed(options({ apiKey, pepper: 'another pepper entirely' }))).apiKey).not.toBe(apiKey);
  });

  it('keeps to the price that an own model had, until another one has a later date', async () => {
    const offer = (usd: object, from?: string): void => {
      offerOwnModels(ownModels({ CUSTOM_MODELS: JSON.stringify([{ name: 'own', usd, ...(from === undefined ? {} : { from }) }]) }));
    };
    try {
      offer({ input: '0.1', output: '0.4' });
      await seed(options());
      await seed(options());
      offer({ input: '0.2', output: '0.4' });
      await expect(seed(options())).rejects.toThrow('The price of custom/own is another one than before');
      offer({ input: '0.2', output: '0.4' }, '2026-11-24');
      await seed(options());
      const { rows } = await owner.query<{ id: string; input: string }>(`SELECT id, input FROM prices WHERE endpoint_id = 'custom/own' ORDER BY id`);
      expect(rows).toEqual([
        { id: 'custom/own@2026-01-01', input: '100000000' },
        { id: 'custom/own@2026-11-24', input: '200000000' },
      ]);
    } finally {
      offerOwnModels([]);
    }
  });
});
