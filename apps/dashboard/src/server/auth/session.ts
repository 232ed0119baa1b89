import { uuidv7 } from '@modelhub/core/ids';
import type { PrismaClient } from '@modelhub/db/client';
import { hashToken, newToken } from './mailed-token.ts';

export const SESSION_LIFETIME_SECONDS = 30 * 24 * 3_600;

export interface SignedInUser {
  readonly id: string;
  readonly email: string;
  readonly name: string | null;
  readonly emailVerified: Date | null;
  readonly hasPassword: boolean;
}

export interface CurrentSession {
  /** The row in `sessions`; not the secret in the cookie. */
  readonly id: string;
  readonly user: SignedInUser;
}

/** What the encrypted cookie says. */
export interface SessionClaims {
  readonly userId: string;
  readonly secret: string;
}

/** Opens a session; the returned secret goes into the encrypted cookie and only its hash is stored. */
export async function openSession(prisma: PrismaClient, userId: string, nowMs: number): Promise<string> {
  const secret = newToken();
  await prisma.session.create({
    data: { id: uuidv7(), userId, sessionToken: hashToken(secret), expires: new Date(nowMs + SESSION_LIFETIME_SECONDS * 1_000) },
  });
  return secret;
}

/** The session behind the cookie's claims, or null once it was signed out, revoked or has expired. One indexed read. */
export async function findSession(prisma: PrismaClient, claims: SessionClaims, nowMs: number): Promise<CurrentSession | null> {
  const row = await prisma.session.findUnique({ where: { sessionToken: hashToken(claims.secret) }, include: { user: true } });
  if (row === null || row.userId !== claims.userId || row.expires.getTime() <= nowMs) return null;
  const { id, email, name, emailVerified, passwordHash } = row.user;
  return { id: row.id, user: { id, email, name, emailVerified, hasPassword: passwordHash !== null } };
}

export async function closeSession(prisma: PrismaClient, secret: string): Promise<void> {
  await prisma.session.deleteMany({ where: { sessionToken: hashToken(secret) } });
}
