import type { TenantClient } from '@modelhub/db/tenant';
import { withTenant } from '@modelhub/db/tenant';
import type { Services } from '../services.ts';
import { consumeToken, peekToken } from './mailed-token.ts';
import { readSignUpCookie } from './sign-up-cookie.ts';

export interface ConfirmedUser {
  readonly id: string;
  readonly email: string;
  readonly name: string | null;
}

async function markVerified(tx: TenantClient, userId: string, nowMs: number): Promise<ConfirmedUser> {
  await tx.user.updateMany({ where: { id: userId, emailVerified: null }, data: { emailVerified: new Date(nowMs) } });
  return tx.user.findUniqueOrThrow({ where: { id: userId }, select: { id: true, email: true, name: true } });
}

/**
 * Confirms the address of a signed-in person. The mail alone is not enough: it would let the owner of a mailbox confirm an
 * account that a stranger made in their name, with the stranger's password.
 */
export async function confirmEmailOf(services: Services, input: { readonly token: string; readonly userId: string }): Promise<boolean> {
  const nowMs = services.clock.nowMs();
  return withTenant(services.prisma, { organizationId: null, userId: input.userId }, async (tx) => {
    const use = { token: input.token, purpose: 'verify_email', nowMs } as const;
    if ((await peekToken(tx, use)) !== input.userId) return false;
    if ((await consumeToken(tx, use)) !== input.userId) return false;
    await markVerified(tx, input.userId, nowMs);
    return true;
  });
}

export interface BrowserConfirmation {
  readonly token: string;
  readonly signUpCookie: string | undefined;
  readonly ipAddress: string;
}

/**
 * Confirms an address in the very browser that signed up with it, which stands in for the password. Null when the token
 * is not good or the browser is another one.
 */
export async function confirmEmailInBrowser(services: Services, input: BrowserConfirmation): Promise<ConfirmedUser | null> {
  await services.attempts.consume('tokenByAddress', input.ipAddress);
  const userId = await readSignUpCookie(input.signUpCookie, services.env.NEXTAUTH_SECRET);
  if (userId === null || !(await confirmEmailOf(services, { token: input.token, userId }))) return null;
  return services.prisma.user.findUniqueOrThrow({ where: { id: userId }, select: { id: true, email: true, name: true } });
}

export type LinkState =
  | { readonly kind: 'invalid' }
  /** Confirmed here and now with one click. */
  | { readonly kind: 'ready'; readonly how: 'session' | 'browser' }
  /** Another browser: the password has to come first. */
  | { readonly kind: 'sign-in-first' };

/** What the page of a mailed link should offer. Looks without using the token up: mail scanners open links too. */
export async function inspectMailedLink(
  services: Services,
  input: { readonly token: string; readonly sessionUserId: string | null; readonly signUpCookie: string | undefined },
): Promise<LinkState> {
  const userId = await withTenant(services.prisma, { organizationId: null, userId: null }, (tx) =>
    peekToken(tx, { token: input.token, purpose: 'verify_email', nowMs: services.clock.nowMs() }),
  );
  if (userId === null) return { kind: 'invalid' };
  if (userId === input.sessionUserId) return { kind: 'ready', how: 'session' };
  if (userId === (await readSignUpCookie(input.signUpCookie, services.env.NEXTAUTH_SECRET))) return { kind: 'ready', how: 'browser' };
  return { kind: 'sign-in-first' };
}
