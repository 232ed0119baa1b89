import { authRouter } from '#src/features/auth/server/router.ts';
import { billingRouter } from '#src/features/billing/server/router.ts';
import { keysRouter } from '#src/features/keys/server/router.ts';
import { onboardingRouter } from '#src/features/onboarding/server/router.ts';
import { settingsRouter } from '#src/features/settings/server/router.ts';
import { slaRouter } from '#src/features/sla/server/router.ts';
import { createCallerFactory, router } from './trpc.ts';

/** Every procedure of the dashboard, one line a feature. */
export const appRouter = router({
  auth: authRouter,
  billing: billingRouter,
  keys: keysRouter,
  onboarding: onboardingRouter,
  settings: settingsRouter,
  sla: slaRouter,
});

export type AppRouter = typeof appRouter;

export const createCaller = createCallerFactory(appRouter);
