import { chromium } from '@playwright/test';
import AxeBuilder from '@axe-core/playwright';
const base = 'http://localhost:4320';
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'] });
const pass = process.argv[2];
const state = '/tmp/b-state.json';
const looks = { l: { viewport: { width: 1440, height: 900 }, colorScheme: 'light' }, d: { viewport: { width: 390, height: 844 }, colorScheme: 'dark' }, ld: { viewport: { width: 1440, height: 900 }, colorScheme: 'dark' }, dl: { viewport: { width: 390, height: 844 }, colorScheme: 'light' } };
const fs = await import('node:fs');
async function open(look) {
  const context = await browser.newContext({ ...looks[look], ...(fs.existsSync(state) ? { storageState: state } : {}) });
  const page = await context.newPage();
  page.on('console', (m) => m.type() === 'error' && console.log('console', m.text().slice(0, 300)));
  page.on('pageerror', (e) => console.log('pageerror', e.message.slice(0, 300)));
  page.setDefaultTimeout(60000);
  return page;
}
async function signIn(page) {
  await page.goto(base + '/login');
  await page.getByLabel('E-mail').fill('demo@modelhub.example');
  await page.getByLabel('Password', { exact: true }).fill(pass);
  await page.waitForTimeout(2000);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.waitForURL(/home|onboarding/, { timeout: 120000 });
  await page.context().storageState({ path: state });
}
async function shot(page, name, full = true) {
  await page.waitForTimeout(700);
  await page.screenshot({ path: `/tmp/b-shots/${name}.png`, fullPage: full });
  const { violations } = await new AxeBuilder({ page }).analyze();
  for (const v of violations) console.log(name, 'AXE', v.id, v.nodes.slice(0, 3).map((n) => n.target.join(' ') + ' :: ' + n.failureSummary?.slice(0, 200)).join(' | '));
  const o = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  if (o > 0) console.log(name, 'OVERFLOW', o);
}
export { browser, open, signIn, shot, base, state };
