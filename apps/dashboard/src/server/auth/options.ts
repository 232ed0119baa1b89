import type { NextAuthOptions, Profile } from 'next-auth';
import credentialsProvider from 'next-auth/providers/credentials';
import { CLIENT_ADDRESS_HEADER } from '../client-address.ts';
import type { Services } from '../services.ts';
import { confirmEmailInBrowser } from './confirm-email.ts';
import { signInWithPassword } from './credentials.ts';
import { findOAuthUser, resolveOAuthUser, type OAuthIdentity } from './oauth-account.ts';
import { oauthProviders } from './oauth-providers.ts';
import { closeSession, findSession, openSession, SESSION_LIFETIME_SECONDS } from './session.ts';
import { SIGN_UP_COOKIE } from './sign-up-cookie.ts';

interface AuthorizeRequest {
  readonly headers?: Record<string, unknown> | undefined;
}

function header(request: AuthorizeRequest, name: string): string {
  const value = request.headers?.[name];
  return typeof value === 'string' ? value : '';
}

function cookie(request: AuthorizeRequest, name: string): string | undefined {
  const pair = header(request, 'cookie')
    .split(';')
    .map((part) => part.trim())
    .find((part) => part.startsWith(`${name}=`));
  return pair?.slice(name.length + 1);
}

function passwordProvider(services: Services) {
  return credentialsProvider({
    id: 'password',
    name: 'Password',
    credentials: { email: { type: 'email' }, password: { type: 'password' } },
    async authorize(credentials, request) {
      const result = await signInWithPassword(services, {
        email: credentials?.email,
        password: credentials?.password,
        ipAddress: header(request, CLIENT_ADDRESS_HEADER),
      });
      // The message of an error thrown here becomes the code that the page gets.
      if (result.kind === 'too-many-attempts') throw new Error('TooManyAttempts');
      return result.kind === 'signed-in' ? result.user : null;
    },
  });
}

/** The mailed link, opened in the browser that signed up: confirms the address and signs in, once. */
function mailedLinkProvider(services: Services) {
  return credentialsProvider({
    id: 'mailed-link',
    name: 'Mailed link',
    credentials: { token: { type: 'text' } },
    async authorize(credentials, request) {
      return confirmEmailInBrowser(services, {
        token: credentials?.token ?? '',
        signUpCookie: cookie(request, SIGN_UP_COOKIE),
        ipAddress: header(request, CLIENT_ADDRESS_HEADER),
      });
    },
  });
}

function identityOf(provider: 'github' | 'google', account: { readonly providerAccountId: string }, profile: Profile): OAuthIdentity {
  const claims = profile as Profile & { email_verified?: unknown; picture?: string; avatar_url?: string };
  return {
    provider,
    providerAccountId: account.providerAccountId,
    email: claims.email ?? null,
    emailVerified: claims.email_verified === true,
    name: claims.name ?? null,
    image: claims.picture ?? claims.avatar_url ?? null,
  };
}

/**
 * Sessions: NextAuth's encrypted cookie (its password provider allows nothing else) that names a row in `sessions`, which
 * is looked up on every request. Signing out, a new password or a removed row ends a session at once; the cookie alone
 * is worth nothing.
 */
export function authOptions(services: Services): NextAuthOptions {
  const { env, prisma, clock, log } = services;
  return {
    secret: env.NEXTAUTH_SECRET,
    session: { strategy: 'jwt', maxAge: SESSION_LIFETIME_SECONDS },
    useSecureCookies: env.NEXTAUTH_URL.startsWith('https://'),
    pages: { signIn: '/login', error: '/login', newUser: '/onboarding' },
    providers: [passwordProvider(services), mailedLinkProvider(services), ...oauthProviders(env)],
    logger: {
      error: (code, metadata) => log.error({ code, err: metadata instanceof Error ? metadata : metadata.error }, 'auth'),
      warn: (code) => log.warn({ code }, 'auth'),
      debug: () => {},
    },
    callbacks: {
      async signIn({ account, profile }) {
        if (account === null || account.type === 'credentials') return true;
        if (profile === undefined || (account.provider !== 'github' && account.provider !== 'google')) return false;
        const result = await resolveOAuthUser(prisma, identityOf(account.provider, account, profile), clock.nowMs());
        if (result.kind === 'user') return true;
        return result.kind === 'email-unverified' ? '/login?error=EmailUnverified' : '/login?error=AccountUnverified';
      },
      async jwt({ token, user, account }) {
        // Only a sign-in brings an account along; later calls keep what the cookie holds.
        if (account == null) return token;
        const userId = account.type === 'credentials' ? user.id : await findOAuthUser(prisma, account);
        if (userId === null) throw new Error('the account of this sign-in is gone');
        return { sub: userId, sid: await openSession(prisma, userId, clock.nowMs()) };
      },
      async session({ session, token }) {
        const claims = { userId: token.sub ?? '', secret: typeof token['sid'] === 'string' ? token['sid'] : '' };
        const current = await findSession(prisma, claims, clock.nowMs());
        if (current === null) return { expires: session.expires };
        return { expires: session.expires, user: { email: current.user.email, name: current.user.name } };
      },
    },
    events: {
      async signOut({ token }) {
        if (typeof token?.['sid'] === 'string') await closeSession(prisma, token['sid']);
      },
    },
  };
}
