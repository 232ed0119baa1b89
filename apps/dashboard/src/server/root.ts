import { authRouter } from '#src/features/auth/server/router.ts';
import { billingRouter } from '#src/features/billing/server/router.ts';
import { homeRouter } from '#src/features/home/server/router.ts';
import { keysRouter } from '#src/features/keys/server/router.ts';
import { onboardingRouter } from '#src/features/onboarding/server/router.ts';
import { policiesRouter } from '#src/features/policies/server/router.ts';
import { providerKeysRouter } from '#src/features/provider-keys/server/router.ts';
import { requestsRouter } from '#src/features/requests/server/router.ts';
import { settingsRouter } from '#src/features/settings/server/router.ts';
import { slaRouter } from '#src/features/sla/server/router.ts';
import { usageRouter } from '#src/features/usage/server/router.ts';
import { createCallerFactory, router } from './trpc.ts';

/** Every procedure of the dashboard, one line a feature. */
export const appRouter = router({
  auth: authRouter,
  billing: billingRouter,
  home: homeRouter,
  keys: keysRouter,
  onboarding: onboardingRouter,
  policies: policiesRouter,
  providerKeys: providerKeysRouter,
  requests: requestsRouter,
  settings: settingsRouter,
  sla: slaRouter,
  usage: usageRouter,
});

export type AppRouter = typeof appRouter;

export const createCaller = createCallerFactory(appRouter);
