import { verifyPassword } from '@modelhub/access/password';
import { z } from 'zod';
import { TooManyAttempts } from '../errors.ts';
import type { Services } from '../services.ts';
import { normalizeEmail } from './email-address.ts';

export type SignInResult =
  | { readonly kind: 'signed-in'; readonly user: { readonly id: string; readonly email: string; readonly name: string | null } }
  | { readonly kind: 'refused' }
  | { readonly kind: 'too-many-attempts'; readonly retryAfterMs: number };

const inputSchema = z.object({ email: z.string().min(3).max(320), password: z.string().min(1).max(1_024) });

export interface SignInAttempt {
  readonly email: unknown;
  readonly password: unknown;
  readonly ipAddress: string;
}

/**
 * Checks e-mail and password. The work is the same whether or not the account exists, so that neither the answer nor its
 * time tells. Counted per account and per address; a success clears the account's count.
 */
export async function signInWithPassword(services: Services, attempt: SignInAttempt): Promise<SignInResult> {
  const parsed = inputSchema.safeParse(attempt);
  if (!parsed.success) return { kind: 'refused' };
  const email = normalizeEmail(parsed.data.email);
  try {
    await services.attempts.consume('signInByAddress', attempt.ipAddress);
    await services.attempts.consume('signInByAccount', email);
  } catch (error) {
    if (error instanceof TooManyAttempts) return { kind: 'too-many-attempts', retryAfterMs: error.retryAfterMs };
    throw error;
  }
  const user = await services.prisma.user.findUnique({ where: { email } });
  const isRight = await verifyPassword(user?.passwordHash ?? null, parsed.data.password);
  if (user === null || !isRight) return { kind: 'refused' };
  await services.attempts.reset('signInByAccount', email);
  return { kind: 'signed-in', user: { id: user.id, email: user.email, name: user.name } };
}
