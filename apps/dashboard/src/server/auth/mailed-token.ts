import { createHash, randomBytes } from 'node:crypto';
import type { TenantClient } from '@modelhub/db/tenant';

export type TokenPurpose = 'verify_email' | 'reset_password';

const LIFETIME_MS = {
  verify_email: 24 * 3_600_000,
  reset_password: 3_600_000,
} as const satisfies Record<TokenPurpose, number>;

const TOKEN_BYTES = 32;

/** SHA-256 in hex: the token itself has 256 random bits, so nothing slower is needed. */
export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

/** 256 random bits for a link. */
export function newToken(): string {
  return randomBytes(TOKEN_BYTES).toString('base64url');
}

export interface IssueToken {
  readonly userId: string;
  readonly purpose: TokenPurpose;
  readonly nowMs: number;
}

/** Makes a token for a mail; older ones of the same purpose stop working. Only its hash is stored. */
export async function issueToken(tx: TenantClient, { userId, purpose, nowMs }: IssueToken): Promise<string> {
  const token = newToken();
  await tx.verificationToken.deleteMany({ where: { identifier: userId, purpose } });
  await tx.verificationToken.create({
    data: { identifier: userId, token: hashToken(token), purpose, expires: new Date(nowMs + LIFETIME_MS[purpose]) },
  });
  return token;
}

export interface UseToken {
  readonly token: string;
  readonly purpose: TokenPurpose;
  readonly nowMs: number;
}

/** The user that a token was mailed to, or null where it is unknown, used, expired or for something else. */
export async function peekToken(tx: TenantClient, { token, purpose, nowMs }: UseToken): Promise<string | null> {
  const row = await tx.verificationToken.findUnique({ where: { token: hashToken(token) } });
  if (row === null || row.purpose !== purpose || row.expires.getTime() <= nowMs) return null;
  return row.identifier;
}

/** Takes a token out of use and tells whose it was. Of two callers with the same token one gets the user, the other null. */
export async function consumeToken(tx: TenantClient, { token, purpose, nowMs }: UseToken): Promise<string | null> {
  const rows = await tx.$queryRaw<{ identifier: string }[]>`
    DELETE FROM verification_tokens
    WHERE token = ${hashToken(token)} AND purpose = ${purpose} AND expires > ${new Date(nowMs)}
    RETURNING identifier`;
  return rows[0]?.identifier ?? null;
}
