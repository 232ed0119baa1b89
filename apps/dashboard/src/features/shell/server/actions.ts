'use server';

import { getToken } from 'next-auth/jwt';
import { cookies, headers } from 'next/headers';
import { redirect } from 'next/navigation';
import { closeSession } from '#src/server/auth/session.ts';
import { requireSession } from '#src/server/page.ts';
import { ORGANIZATION_COOKIE, PROJECT_COOKIE } from '#src/server/request.ts';
import { services } from '#src/server/runtime.ts';

const YEAR_SECONDS = 365 * 24 * 3_600;

function preferenceCookie() {
  return { httpOnly: true, sameSite: 'lax', secure: services().env.NEXTAUTH_URL.startsWith('https://'), path: '/', maxAge: YEAR_SECONDS } as const;
}

async function prefer(organizationId: string): Promise<void> {
  const { organizations } = await requireSession();
  if (!organizations.some((one) => one.id === organizationId)) return;
  const jar = await cookies();
  jar.set(ORGANIZATION_COOKIE, organizationId, preferenceCookie());
  jar.delete(PROJECT_COOKIE);
}

/** Shows another organization from now on. Only a preference: every page checks the membership itself. */
export async function selectOrganization(organizationId: string): Promise<void> {
  await prefer(organizationId);
  redirect('/home');
}

/** The same for one that was just made: its first key comes next. */
export async function enterOrganization(organizationId: string): Promise<void> {
  await prefer(organizationId);
  redirect('/onboarding');
}

/** Narrows the pages to one project; null shows all of them. */
export async function selectProject(projectId: string | null): Promise<void> {
  await requireSession();
  const jar = await cookies();
  if (projectId === null) jar.delete(PROJECT_COOKIE);
  else jar.set(PROJECT_COOKIE, projectId, preferenceCookie());
  const referer = (await headers()).get('referer');
  const path = referer === null ? '/home' : new URL(referer).pathname;
  redirect(path.startsWith('/') && !path.startsWith('//') ? path : '/home');
}

/** Ends the session in the database, then forgets its cookie. */
export async function signOut(): Promise<void> {
  const { env, prisma } = services();
  const secure = env.NEXTAUTH_URL.startsWith('https://');
  const jar = await cookies();
  const token = await getToken({
    req: { headers: new Headers(), cookies: Object.fromEntries(jar.getAll().map((one) => [one.name, one.value])) } as never,
    secret: env.NEXTAUTH_SECRET,
    secureCookie: secure,
  });
  if (typeof token?.['sid'] === 'string') await closeSession(prisma, token['sid']);
  jar.delete({ name: secure ? '__Secure-next-auth.session-token' : 'next-auth.session-token', path: '/', secure });
  redirect('/login');
}
