import type { Provider } from 'next-auth/providers/index';
import githubProvider, { type GithubProfile } from 'next-auth/providers/github';
import googleProvider, { type GoogleProfile } from 'next-auth/providers/google';
import type { Env } from '../../env.ts';

interface GithubEmail {
  readonly email: string;
  readonly primary: boolean;
  readonly verified: boolean;
}

/** GitHub's profile with the primary address of the account, if GitHub has verified it, and none otherwise. */
export type VerifiedGithubProfile = Omit<GithubProfile, 'email'> & { readonly email: string | null; readonly email_verified: boolean };

/** Source: GitHub REST API, "List email addresses for the authenticated user". */
async function verifiedEmail(accessToken: string): Promise<string | null> {
  const response = await fetch('https://api.github.com/user/emails', {
    headers: { authorization: `Bearer ${accessToken}`, accept: 'application/vnd.github+json' },
    signal: AbortSignal.timeout(10_000),
  });
  if (!response.ok) return null;
  const emails = (await response.json()) as readonly GithubEmail[];
  return emails.find((one) => one.primary && one.verified)?.email ?? null;
}

/** The OAuth providers that have been set up. */
export function oauthProviders(env: Env): Provider[] {
  const providers: Provider[] = [];
  if (env.GITHUB_CLIENT_ID !== undefined && env.GITHUB_CLIENT_SECRET !== undefined) {
    const github = githubProvider<VerifiedGithubProfile & GithubProfile>({
      clientId: env.GITHUB_CLIENT_ID,
      clientSecret: env.GITHUB_CLIENT_SECRET,
      userinfo: {
        url: 'https://api.github.com/user',
        async request({ client, tokens }) {
          const accessToken = tokens.access_token ?? '';
          const profile = await client.userinfo(accessToken);
          const email = await verifiedEmail(accessToken);
          const { email: _public, ...rest } = profile;
          return { ...rest, ...(email === null ? {} : { email }), email_verified: email !== null };
        },
      },
    });
    providers.push(github as Provider);
  }
  if (env.GOOGLE_CLIENT_ID !== undefined && env.GOOGLE_CLIENT_SECRET !== undefined) {
    const google = googleProvider<GoogleProfile>({ clientId: env.GOOGLE_CLIENT_ID, clientSecret: env.GOOGLE_CLIENT_SECRET });
    providers.push(google as Provider);
  }
  return providers;
}

/** The names of the providers that have been set up, for the buttons. */
export function oauthProviderNames(env: Env): readonly ('github' | 'google')[] {
  return [...(env.GITHUB_CLIENT_ID === undefined ? [] : (['github'] as const)), ...(env.GOOGLE_CLIENT_ID === undefined ? [] : (['google'] as const))];
}
