import { newId, uuidv7 } from '@modelhub/core/ids';
import type { PrismaClient } from '@modelhub/db/client';
import { withTenant, type TenantClient } from '@modelhub/db/tenant';
import { normalizeEmail } from './email-address.ts';

export interface OAuthIdentity {
  readonly provider: 'github' | 'google';
  readonly providerAccountId: string;
  readonly email: string | null;
  /** The provider itself says that the address belongs to this person. */
  readonly emailVerified: boolean;
  readonly name: string | null;
  readonly image: string | null;
}

export type OAuthResult =
  | { readonly kind: 'user'; readonly userId: string }
  /** No address, or one that the provider does not vouch for. */
  | { readonly kind: 'email-unverified' }
  /** An account with this address exists whose address nobody ever confirmed: it may be somebody else's. */
  | { readonly kind: 'account-unverified' };

/**
 * The user behind a GitHub or Google sign-in, made on the first one. A known address is linked only when both sides have
 * proved it: whoever registered somebody else's address in advance gets nothing from the real owner's later sign-in.
 */
export function resolveOAuthUser(prisma: PrismaClient, identity: OAuthIdentity, nowMs: number): Promise<OAuthResult> {
  return withTenant(prisma, { organizationId: null, userId: null }, async (tx) => {
    const key = { provider: identity.provider, providerAccountId: identity.providerAccountId };
    const known = await tx.account.findUnique({ where: { provider_providerAccountId: key } });
    if (known !== null) return { kind: 'user', userId: known.userId };
    if (identity.email === null || !identity.emailVerified) return { kind: 'email-unverified' };
    const email = normalizeEmail(identity.email);
    const existing = await tx.user.findUnique({ where: { email } });
    if (existing !== null && existing.emailVerified === null) return { kind: 'account-unverified' };
    const userId = existing?.id ?? (await createVerifiedUser(tx, { ...identity, email }, nowMs));
    await tx.account.create({ data: { id: uuidv7(), userId, type: 'oauth', ...key } });
    return { kind: 'user', userId };
  });
}

async function createVerifiedUser(tx: TenantClient, identity: OAuthIdentity & { readonly email: string }, nowMs: number): Promise<string> {
  const user = await tx.user.create({
    data: { id: newId('user'), email: identity.email, name: identity.name, image: identity.image, emailVerified: new Date(nowMs) },
  });
  return user.id;
}

/** The user that an OAuth account is linked to, or null. */
export async function findOAuthUser(prisma: PrismaClient, key: { readonly provider: string; readonly providerAccountId: string }): Promise<string | null> {
  const account = await prisma.account.findUnique({ where: { provider_providerAccountId: key } });
  return account?.userId ?? null;
}
