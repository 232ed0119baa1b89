import { apiKeyParts, generateApiKey, hashApiKey } from '@modelhub/access/api-key';
import type { BillingContext } from '@modelhub/billing/billing-context';
import { createCardSetupSession } from '@modelhub/billing/checkout';
import type pg from 'pg';
import { until } from '../until.ts';

export interface Tenant {
  readonly organizationId: string;
  readonly apiKeys: readonly string[];
}

const TEST_CARD = { cardNumber: '4242424242424242', cardExpiry: '12 / 34', cardCvc: '123' };
const KEYS_EACH = 2;

/** Organizations with two keys in two projects each, and a card. `owner` is past row-level security. */
export async function createTenants(
  owner: pg.Pool,
  options: { readonly count: number; readonly pepper: string; readonly app: BillingContext },
): Promise<Tenant[]> {
  const tenants: Tenant[] = [];
  for (let index = 0; index < options.count; index += 1) tenants.push(await createTenant(owner, { index, pepper: options.pepper }));
  for (const { organizationId } of tenants) await saveCard(options.app, organizationId);
  await until('every organization has a subscription', async () => {
    const { rows } = await owner.query<{ missing: string }>(
      'SELECT count(*)::text AS missing FROM organizations WHERE stripe_subscription_id IS NULL OR payment_method_last4 IS NULL',
    );
    return rows[0]?.missing === '0';
  });
  return tenants;
}

async function createTenant(owner: pg.Pool, { index, pepper }: { index: number; pepper: string }): Promise<Tenant> {
  const organizationId = `org_campaign_${index}`;
  await owner.query(`INSERT INTO organizations (id, name, slug, billing_email, updated_at) VALUES ($1, $2, $3, $4, now())`, [
    organizationId,
    `Campaign ${index}`,
    `campaign-${index}`,
    `campaign-${index}@example.com`,
  ]);
  const apiKeys: string[] = [];
  for (let key = 0; key < KEYS_EACH; key += 1) {
    const secret = generateApiKey();
    const { prefix, lastFour } = apiKeyParts(secret);
    const projectId = `prj_campaign_${index}_${key}`;
    await owner.query('INSERT INTO projects (id, organization_id, name) VALUES ($1, $2, $3)', [projectId, organizationId, `Project ${key}`]);
    await owner.query('INSERT INTO api_keys (id, organization_id, project_id, name, hash, prefix, last_four) VALUES ($1, $2, $3, $4, $5, $6, $7)', [
      `key_campaign_${index}_${key}`,
      organizationId,
      projectId,
      `Key ${key}`,
      hashApiKey(secret, pepper),
      prefix,
      lastFour,
    ]);
    apiKeys.push(secret);
  }
  return { organizationId, apiKeys };
}

/** As a person does: on Stripe's hosted page. */
async function saveCard(app: BillingContext, organizationId: string): Promise<void> {
  const session = await createCardSetupSession(app, { organizationId, successUrl: 'https://app.example/done', cancelUrl: 'https://app.example/back' });
  const answer = await fetch(session.url, { method: 'POST', redirect: 'manual', body: new URLSearchParams(TEST_CARD) });
  if (answer.status !== 303) throw new Error(`the card of ${organizationId} was not saved: ${answer.status}`);
}
