import { browser, open, signIn, shot, base, state } from './b-look.mjs';
const page = await open('l');
await signIn(page);
await page.goto(base + '/policies', { timeout: 120000 }); await page.waitForLoadState('networkidle');
await shot(page, '1-empty-l');
await page.getByRole('button', { name: /Use “Small model/ }).click();
await page.getByLabel('Name').waitFor();
await shot(page, '1-create-l', false);
await page.getByRole('button', { name: 'Create draft' }).click();
await page.waitForURL(/policies\/support/, { timeout: 120000 });
await page.getByRole('heading', { name: /support/ }).waitFor();
await page.waitForLoadState('networkidle');
await shot(page, '1-edit-l');
for (const look of ['d', 'ld', 'dl']) { const p = await open(look); await p.goto(base + '/policies/support'); await p.waitForLoadState('networkidle'); await shot(p, '1-edit-' + look); await p.context().close(); }
await browser.close();
