import { decode, encode } from 'next-auth/jwt';

/** Names the account that was just made in this browser, so that its mailed link need not ask for the password again. */
export const SIGN_UP_COOKIE = 'modelhub.sign-up';

const LIFETIME_SECONDS = 24 * 3_600;
/** Another salt than the session's: one kind of token is never taken for the other. */
const SALT = 'modelhub.sign-up';

/**
 * Encrypted, and set whether or not an account was made: what a browser holds does not tell whether the address was
 * known before.
 */
export async function signUpCookieHeader(userId: string, options: { readonly secret: string; readonly secure: boolean }): Promise<string> {
  const value = await encode({ token: { sub: userId }, secret: options.secret, salt: SALT, maxAge: LIFETIME_SECONDS });
  return `${SIGN_UP_COOKIE}=${value}; Path=/; Max-Age=${LIFETIME_SECONDS}; HttpOnly; SameSite=Lax${options.secure ? '; Secure' : ''}`;
}

/** The user id in the cookie, or null where there is none, or it is forged or expired. */
export async function readSignUpCookie(value: string | undefined, secret: string): Promise<string | null> {
  if (value === undefined) return null;
  try {
    const token = await decode({ token: value, secret, salt: SALT });
    return typeof token?.sub === 'string' ? token.sub : null;
  } catch {
    return null;
  }
}
