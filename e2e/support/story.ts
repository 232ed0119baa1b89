import { expect, type Page } from '@playwright/test';
import AxeBuilder from '@axe-core/playwright';
import OpenAI from 'openai';
import { readInstance } from './instance.ts';

export function openai(apiKey: string): OpenAI {
  return new OpenAI({ apiKey, baseURL: `${readInstance().gatewayUrl}/v1`, maxRetries: 0 });
}

/** Signs up with a new address, opens the mailed link, and ends on the onboarding page. */
export async function signUp(page: Page, person: { readonly name: string; readonly email: string; readonly password: string }): Promise<void> {
  const { dashboardUrl } = readInstance();
  await page.goto(`${dashboardUrl}/signup`);
  await page.getByLabel('Name').fill(person.name);
  await page.getByLabel('Work e-mail').fill(person.email);
  await page.getByLabel('Password', { exact: true }).fill(person.password);
  await page.getByRole('button', { name: 'Create account' }).click();
  await expect(page.getByText('Check your mail')).toBeVisible();
  await page.goto(await mailedLink(page, person.email));
  await page.getByRole('button', { name: 'Confirm and continue' }).click();
  await page.waitForURL(/\/onboarding|\/home/);
}

/** The first link in the newest mail to an address; mail is sent by a job, some seconds later. */
async function mailedLink(page: Page, email: string): Promise<string> {
  const { dashboardUrl } = readInstance();
  const link = page.getByRole('article').filter({ hasText: email }).first().getByRole('link').first();
  await expect(async () => {
    await page.goto(`${dashboardUrl}/mailbox`);
    await expect(link).toBeVisible({ timeout: 1_000 });
  }).toPass({ timeout: 30_000 });
  const href = await link.getAttribute('href');
  if (href === null) throw new Error(`the mail to ${email} has no link`);
  return href;
}

export async function signIn(page: Page, user: { readonly email: string; readonly password: string }): Promise<void> {
  const { dashboardUrl } = readInstance();
  await page.goto(`${dashboardUrl}/login`);
  await page.getByLabel('E-mail').fill(user.email);
  await page.getByLabel('Password', { exact: true }).fill(user.password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.waitForURL(/\/(home|onboarding)/);
}

/** Fails with what is wrong and where; the names of rules are those of axe. */
export async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => ({ id, at: nodes.map(({ target }) => target.join(' ')) }))).toEqual([]);
}
