import { expect, test, type BrowserContext, type Page } from '@playwright/test';
import pg from 'pg';
import { readInstance } from './support/instance.ts';
import { expectAccessible, openai, signUp } from './support/story.ts';

// One story on one instance: somebody signs up, sends requests with the official SDK, sees them on the chart, saves a card, and gets an
// invoice that is the ledger to the cent.
test.describe.configure({ mode: 'serial' });

const person = { name: 'Ada Story', email: `ada-${Date.now().toString(36)}@example.com`, password: 'four words make a password' };

let context: BrowserContext;
let page: Page;
let apiKey: string;

test.beforeAll(async ({ browser }) => {
  context = await browser.newContext({ baseURL: readInstance().dashboardUrl });
  page = await context.newPage();
});
test.afterAll(() => context.close());

test('signs up, confirms the address and makes a key that is shown once', async () => {
  await signUp(page, person);
  await page.getByLabel('Organization name').fill('Story Inc.');
  await page.getByRole('button', { name: 'Create organization' }).click();
  await page.getByRole('button', { name: 'Create key' }).click();
  await expect(page.getByText('Waiting for your first request')).toBeVisible();
  apiKey = (await page.locator('body').innerText()).match(/mh_live_[0-9A-Za-z]{36}/)?.[0] ?? '';
  expect(apiKey).not.toBe('');
  await expectAccessible(page);
});

test('the light turns green on the first request of the official SDK', async () => {
  const answer = await openai(apiKey).chat.completions.create({ model: 'gpt-4o-mini', messages: [{ role: 'user', content: 'Hello from the story' }] });
  expect(answer.choices[0]?.message.content).toContain('sandbox');
  expect(answer.usage?.total_tokens).toBeGreaterThan(0);
  await expect(page.getByText('Your first request arrived')).toBeVisible({ timeout: 15_000 });
});

test('a stream answers like a whole answer, through a translated model as well', async () => {
  for (const model of ['gpt-4o', 'claude-haiku-4-5']) {
    const stream = await openai(apiKey).chat.completions.create({
      model,
      messages: [{ role: 'user', content: 'Hello as a stream' }],
      stream: true,
      stream_options: { include_usage: true },
    });
    let text = '';
    let tokens = 0;
    for await (const chunk of stream) {
      text += chunk.choices[0]?.delta.content ?? '';
      tokens = chunk.usage?.total_tokens ?? tokens;
    }
    expect(text).toContain('sandbox');
    expect(tokens).toBeGreaterThan(0);
  }
});

test('the chart shows new usage within ten seconds, without a reload', async () => {
  await page.goto('/usage');
  await expect(page.getByRole('heading', { name: 'Usage' })).toBeVisible();
  await openai(apiKey).chat.completions.create({ model: 'gpt-4.1-mini', messages: [{ role: 'user', content: 'Show me on the chart' }] });
  await expect(page.getByText('gpt-4.1-mini', { exact: false }).first()).toBeVisible({ timeout: 10_000 });
  await expectAccessible(page);
});

test('the request is in the log, with its exact cost', async () => {
  await page.goto('/requests');
  await page.getByText('gpt-4.1-mini').first().click();
  await expect(page.getByText(/gen_[0-9a-f]{32}/).first()).toBeVisible();
  await expectAccessible(page);
});

test('a revoked key is refused within a second', async () => {
  await page.goto('/keys');
  await page
    .getByRole('button', { name: /Create (a )?key/ })
    .first()
    .click();
  await page.getByRole('dialog').getByLabel('Name').fill('Doomed');
  await page.getByRole('dialog').getByRole('button', { name: 'Create key' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText('mh_live_');
  const doomed = (await dialog.innerText()).match(/mh_live_[0-9A-Za-z]{36}/)?.[0] ?? '';
  await dialog.getByRole('button', { name: 'I have stored it' }).click();
  await openai(doomed).models.list();
  await page.getByRole('button', { name: 'Actions for Doomed' }).click();
  await page.getByRole('menuitem', { name: /Revoke/ }).click();
  await page.getByRole('alertdialog').getByRole('textbox').fill('Doomed');
  await page.getByRole('button', { name: 'Revoke key' }).click();
  const refused = async () =>
    openai(doomed)
      .models.list()
      .then(
        () => 200,
        (error: { status?: number }) => error.status,
      );
  await expect.poll(refused, { timeout: 5_000, intervals: [100] }).toBe(401);
});

test('a card is saved, and the month’s invoice is the ledger to the cent', async () => {
  test.setTimeout(180_000);
  await page.goto('/billing');
  await page.getByRole('button', { name: /card/i }).first().click();
  await page.waitForURL((url) => url.origin === new URL(readInstance().stripeApiBase).origin);
  await page.getByLabel('Card number').fill('4242 4242 4242 4242');
  await page.getByLabel(/Expiry/).fill('12 / 34');
  await page.getByLabel(/CVC|Security code/i).fill('123');
  await page.getByLabel('Name on card').fill(person.name);
  await page.getByRole('button', { name: 'Save card' }).click();
  await page.waitForURL(/\/billing/);
  await expect(page.getByText('4242').first()).toBeVisible({ timeout: 30_000 });
  await expectAccessible(page);
  // Something worth an invoice.
  const long = 'The committee considers whether the proposal should be accepted in its present form. '.repeat(2_000);
  for (const model of ['gpt-4o', 'claude-sonnet-4-5', 'o1']) {
    await openai(apiKey).chat.completions.create({ model, messages: [{ role: 'user', content: long }] });
  }
  const cents = await ledgerCents(apiKey);
  expect(cents).toBeGreaterThan(10n);
  await endOfMonth();
  await expect(async () => {
    await page.goto('/billing');
    await expect(
      page
        .getByRole('row')
        .filter({ hasText: `$${cents / 100n}.${String(cents % 100n).padStart(2, '0')}` })
        .filter({ hasText: 'Paid' })
        .first(),
    ).toBeVisible({ timeout: 2_000 });
  }).toPass({ timeout: 90_000 });
});

/** Whole cents of what the organization of a key owes, from the ledger itself, once all of its requests are there and their cost is at Stripe's meter. */
async function ledgerCents(key: string): Promise<bigint> {
  const client = new pg.Client({ connectionString: readInstance().databaseUrl });
  await client.connect();
  try {
    const read = async (): Promise<{ requests: number; cents: string; waiting: number }> => {
      const { rows } = await client.query<{ requests: number; cents: string; waiting: number }>(
        `WITH owner AS (SELECT organization_id AS id FROM api_keys WHERE last_four = $1 ORDER BY created_at DESC LIMIT 1)
         SELECT count(*)::int AS requests, round(coalesce(sum(cost_nano_usd), 0) / 10000000.0)::text AS cents,
           (SELECT count(*)::int FROM stripe_outbox WHERE organization_id = (SELECT id FROM owner) AND pushed_version < dirty_version) AS waiting
         FROM usage_events WHERE organization_id = (SELECT id FROM owner)`,
        [key.slice(-4)],
      );
      return rows[0] ?? { requests: 0, cents: '0', waiting: 0 };
    };
    await expect.poll(read, { timeout: 30_000 }).toMatchObject({ requests: 7, waiting: 0 });
    return BigInt((await read()).cents);
  } finally {
    await client.end();
  }
}

/** Moves the stand-in's clock past the first of next month, and past the hour in which its draft stays open. */
async function endOfMonth(): Promise<void> {
  const now = new Date();
  await control('flush', {});
  const to = Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1, 1, 2) / 1_000;
  await control('clock', { to });
}

/** What the meter was told is added up some time later; `flush` does it now. */
async function control(name: 'flush' | 'clock', body: object): Promise<void> {
  const response = await fetch(`${readInstance().stripeApiBase}/_control/${name}`, { method: 'POST', body: JSON.stringify(body) });
  expect(response.status).toBe(200);
}
