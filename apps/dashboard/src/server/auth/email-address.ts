import { PASSWORD_LENGTH_MAX, PASSWORD_LENGTH_MIN } from '@modelhub/access/password';
import { z } from 'zod';

/** One spelling per mailbox as far as that is safe to say: case and surrounding blanks, nothing more. */
export function normalizeEmail(email: string): string {
  return email.trim().toLowerCase();
}

/** An address that a form takes, normalized. 254 is the longest that SMTP can carry (RFC 5321 with erratum 1690). */
export const emailSchema = z
  .string()
  .trim()
  .max(254, 'This address is too long.')
  .pipe(z.email('Enter an address such as name@company.com.'))
  .transform(normalizeEmail);

/** Length is what makes a password strong (NIST SP 800-63B, 3.1.1.2): no rules about characters. */
export const passwordSchema = z
  .string()
  .min(PASSWORD_LENGTH_MIN, `Use at least ${PASSWORD_LENGTH_MIN} characters.`)
  .max(PASSWORD_LENGTH_MAX, `Use at most ${PASSWORD_LENGTH_MAX} characters.`);

export const personNameSchema = z.string().trim().min(1, 'Enter your name.').max(80, 'Use at most 80 characters.');
