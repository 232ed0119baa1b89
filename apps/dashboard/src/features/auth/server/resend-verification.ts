import { withTenant } from '@modelhub/db/tenant';
import { conflict } from '#src/server/errors.ts';
import type { SignedInUser } from '#src/server/auth/session.ts';
import type { Services } from '#src/server/services.ts';
import { mailVerification } from './sign-up.ts';

/** Mails a new link to somebody whose address is not confirmed yet. */
export async function resendVerification(services: Services, user: SignedInUser): Promise<void> {
  if (user.emailVerified !== null) throw conflict('Your address is confirmed already.');
  await withTenant(services.prisma, { organizationId: null, userId: user.id }, (tx) => mailVerification(tx, services, user));
}
