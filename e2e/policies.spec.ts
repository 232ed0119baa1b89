import { expect, test, type BrowserContext, type Page } from '@playwright/test';
import { readInstance } from './support/instance.ts';
import { expectAccessible, openai, signIn } from './support/story.ts';

// An owner says once where requests go: short questions to a small model, long technical ones to a strong one, in the EU only. Tries it, publishes it, calls it.
test.describe.configure({ mode: 'serial', timeout: 120_000 });

const name = `desk-${Date.now().toString(36)}`;
const SHORT = 'What are your opening hours?';
const LONG = 'The committee considers whether the proposal for the new consensus protocol should be accepted in its present form. '.repeat(60);

let context: BrowserContext;
let page: Page;

test.beforeAll(async ({ browser }) => {
  context = await browser.newContext({ baseURL: readInstance().dashboardUrl });
  page = await context.newPage();
  await signIn(page, readInstance().user);
});
test.afterAll(() => context.close());

/** The model that served, and where. */
async function ask(model: string, content: string): Promise<string> {
  const { response } = await openai(readInstance().apiKey)
    .chat.completions.create({ model, messages: [{ role: 'user', content }] })
    .withResponse();
  return `${response.headers.get('x-modelhub-model')} at ${response.headers.get('x-modelhub-provider')}`;
}

async function choose(label: string, option: string): Promise<void> {
  await page.getByRole('combobox', { name: label }).fill(option);
  await page.getByRole('option', { name: new RegExp(`^${option}`) }).click();
}

test('writes it as two steps', async () => {
  for (const content of [SHORT, LONG]) await ask('openai/gpt-4o', content);
  await page.goto('/policies?create=blank');
  await page.getByRole('dialog').getByLabel('Name').fill(name);
  await page.getByRole('button', { name: 'Create draft' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText(`policy/${name}`);
  await page.getByRole('button', { name: 'Add a step' }).click();
  const [first, second] = [page.getByRole('region', { name: 'Step 1' }), page.getByRole('region', { name: 'Step 2' })];
  await first.getByLabel('Step 1', { exact: true }).fill('FAQ');
  await first.getByRole('button', { name: 'Add a condition' }).click();
  await first.getByRole('combobox', { name: 'Step 1, prompt tokens, compared' }).click();
  await page.getByRole('option', { name: 'at most' }).click();
  await first.getByRole('textbox', { name: 'Step 1, prompt tokens' }).fill('many');
  await expect(first.getByRole('alert').filter({ hasText: 'This must be a whole number' })).toBeVisible();
  await first.getByRole('textbox', { name: 'Step 1, prompt tokens' }).fill('500');
  await choose('Models of step 1: choose one', 'anthropic/claude-haiku-4-5');
  await second.getByLabel('Step 2', { exact: true }).fill('Long or technical');
  await second.getByRole('button', { name: 'Remove openai/gpt-4o-mini' }).click();
  await choose('Models of step 2: choose one', 'anthropic/claude-sonnet-4-6');
  await page.getByRole('button', { name: /^For every step/ }).click();
  await page.getByLabel(/^Regions/).fill('European');
  await page.getByRole('option', { name: 'European Union' }).click();
  // Once to close the list, and once too often: what was chosen stays.
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('button', { name: /^For every step/ })).toContainText('EU only');
  await expect(page.getByText('Not ready to be saved')).toBeHidden();
  await expectAccessible(page);
});

test('loses nothing that is typed, and saves it as a draft', async () => {
  // Away and back, without a word about saving.
  await page.getByRole('link', { name: 'Keys' }).first().click();
  await page.waitForURL(/\/keys/);
  await page.goBack();
  await expect(page.getByText('What you had typed here before')).toBeVisible();
  await page.getByRole('button', { name: 'Save draft' }).click();
  await expect(page.getByText('Draft saved as version 2')).toBeVisible();
  await expect(ask(`policy/${name}`, SHORT)).rejects.toMatchObject({ status: 404 });
});

test('tries it on past requests and on one that nobody made', async () => {
  await page.getByRole('tab', { name: 'Try it' }).click();
  const steps = page.getByRole('table', { name: 'Steps' });
  // Requests are in the ledger some seconds after they were answered.
  await expect(async () => {
    await page.getByRole('button', { name: 'Try it', exact: true }).first().click();
    for (const step of ['FAQ', 'Long or technical']) {
      await expect(steps.getByRole('row').filter({ hasText: step }).getByRole('cell').nth(2)).toHaveText(/^[1-9]/, { timeout: 2_000 });
    }
  }).toPass({ timeout: 40_000 });
  await expect(page.getByRole('table', { name: 'Requests' })).toContainText('claude-sonnet-4-6');
  await expectAccessible(page);
  await page.getByRole('button', { name: 'A made-up request' }).click();
  await page.getByRole('textbox', { name: 'Prompt tokens', exact: true }).fill('2000');
  await page.getByRole('button', { name: 'Try it', exact: true }).last().click();
  await expect(page.getByText('It takes the step Long or technical')).toBeVisible();
  await expect(page.getByText('up to 500 prompt tokens; here 2,000')).toBeVisible();
  await expectAccessible(page);
});

test('publishes it, and the official SDK is served by its steps', async () => {
  await page.getByRole('button', { name: 'Publish…' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText('FAQ');
  await expectAccessible(page);
  await dialog.getByRole('button', { name: 'Publish version 2' }).click();
  await expect(page.getByText('Version 2 is live')).toBeVisible();
  await expect
    .poll(() => ask(`policy/${name}`, SHORT).catch(() => ''), { timeout: 5_000, intervals: [100] })
    .toBe('anthropic/claude-haiku-4-5 at amazon-bedrock');
  // The one provider whose endpoint of it surely runs in the EU.
  expect(await ask(`policy/${name}`, LONG)).toBe('anthropic/claude-sonnet-4-6 at amazon-bedrock');
});

test('sees in the log which version and which step decided', async () => {
  await expect(async () => {
    await page.goto('/requests');
    await page.getByRole('row').filter({ hasText: 'sonnet' }).first().click({ timeout: 2_000 });
    await expect(page.getByRole('dialog')).toContainText(name, { timeout: 2_000 });
  }).toPass({ timeout: 30_000 });
  const panel = page.getByRole('dialog');
  await expect(panel).toContainText('Long or technical');
  await expect(panel).toContainText(/version 2/i);
  await page.goto('/policies');
  await expect(page.getByRole('row').filter({ hasText: `policy/${name}` })).toContainText('Version 2');
  await expectAccessible(page);
});

test('is readable on a phone in the dark, every view of it', async () => {
  await page.setViewportSize({ width: 390, height: 844 });
  await page.emulateMedia({ colorScheme: 'dark' });
  for (const tab of ['steps', 'json', 'try', 'history', 'call']) {
    await page.goto(`/policies/${name}?tab=${tab}`);
    await expect(page.getByRole('heading', { level: 1 })).toContainText(name);
    await page.waitForLoadState('networkidle');
    if (tab === 'steps') {
      await page
        .getByRole('button', { name: /^Preference and constraints/ })
        .first()
        .click();
    }
    expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth), tab).toBeLessThanOrEqual(0);
    await expectAccessible(page);
  }
});
