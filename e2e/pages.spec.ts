import { expect, test } from '@playwright/test';
import { readInstance } from './support/instance.ts';
import { expectAccessible, signIn } from './support/story.ts';

const PUBLIC = [
  '/',
  '/models',
  '/models/openai/gpt-4o',
  '/pricing',
  '/status',
  '/docs',
  '/docs/api',
  '/docs/api/chat-completions',
  '/docs/api/responses',
  '/docs/api/messages',
  '/docs/api/transcriptions',
  '/docs/api/account',
  '/docs/guides',
  '/docs/guides/switch-from-openai',
  '/docs/guides/switch-from-openrouter',
  '/docs/guides/switch-from-litellm',
  '/docs/guides/leaving',
  '/docs/guides/routing-policies',
  '/docs/guides/token-counts',
  '/docs/conformance',
  '/docs/errors',
  '/docs/errors/budget_exceeded',
  '/login',
  '/signup',
  '/forgot',
];
const SIGNED_IN = [
  '/home',
  '/requests',
  '/usage',
  '/keys',
  '/policies',
  '/policies?create=blank',
  '/billing',
  '/settings',
  '/settings/members',
  '/settings/projects',
  '/settings/access',
  '/settings/provider-keys',
  '/settings/profile',
  '/settings/security',
  '/settings/audit',
  '/settings/sla',
];

const LOOKS = [
  { name: 'light at 1440 px', width: 1_440, height: 900, colorScheme: 'light' },
  { name: 'dark at 390 px', width: 390, height: 844, colorScheme: 'dark' },
] as const;

for (const { name, width, height, colorScheme } of LOOKS) {
  test.describe(`every page, ${name}`, () => {
    test.use({ viewport: { width, height }, colorScheme });

    for (const [who, paths] of [
      ['visitor', PUBLIC],
      ['owner', SIGNED_IN],
    ] as const) {
      test(`is accessible and fits for a ${who}`, async ({ page }) => {
        test.setTimeout(180_000);
        const { dashboardUrl, user } = readInstance();
        const failures: string[] = [];
        page.on('pageerror', (error) => failures.push(`${page.url()}: ${error.message}`));
        if (who === 'owner') await signIn(page, user);
        for (const path of paths) {
          await test.step(path, async () => {
            const response = await page.goto(`${dashboardUrl}${path}`);
            expect(response?.status(), path).toBe(200);
            await page.waitForLoadState('networkidle');
            // What is behind an open dialog is hidden from readers of screens, its heading too.
            await expect(
              page
                .getByRole('dialog')
                .or(page.getByRole('heading', { level: 1 }))
                .first(),
              path,
            ).toBeVisible();
            const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
            expect(overflow, `${path} scrolls sideways`).toBeLessThanOrEqual(0);
            await expectAccessible(page);
          });
        }
        expect(failures).toEqual([]);
      });
    }
  });
}
