import { newId } from '@modelhub/core/ids';
import { getToken } from 'next-auth/jwt';
import { cookies, headers } from 'next/headers';
import { cache } from 'react';
import { findSession, type CurrentSession } from './auth/session.ts';
import { SIGN_UP_COOKIE } from './auth/sign-up-cookie.ts';
import { CLIENT_ADDRESS_HEADER } from './client-address.ts';
import { services } from './runtime.ts';
import type { Services } from './services.ts';

/** Which organization the pages show; only a hint, membership is checked wherever it is used. */
export const ORGANIZATION_COOKIE = 'modelhub.organization';
export const PROJECT_COOKIE = 'modelhub.project';

interface RequestLike {
  readonly headers: Headers;
  readonly cookies: Readonly<Record<string, string>>;
}

/** The session of a request, or null. NextAuth's encrypted cookie is only the pointer: the row decides. */
export async function sessionOf(all: Services, request: RequestLike): Promise<CurrentSession | null> {
  const { env, prisma, clock } = all;
  // A session travels in its cookie alone: `getToken` would also take it from an Authorization header.
  const withoutAuthorization = new Headers(request.headers);
  withoutAuthorization.delete('authorization');
  const token = await getToken({
    req: { headers: withoutAuthorization, cookies: request.cookies } as never,
    secret: env.NEXTAUTH_SECRET,
    secureCookie: env.NEXTAUTH_URL.startsWith('https://'),
  });
  if (token?.sub === undefined || typeof token['sid'] !== 'string') return null;
  return findSession(prisma, { userId: token.sub, secret: token['sid'] }, clock.nowMs());
}

export function ipAddressOf(requestHeaders: Headers): string {
  return requestHeaders.get(CLIENT_ADDRESS_HEADER) ?? 'unknown';
}

/** The id of a request, made here: what a client sends is not taken for ours. */
export function newRequestId(): string {
  return newId('request');
}

export interface PageRequest {
  readonly requestId: string;
  readonly ipAddress: string;
  readonly session: CurrentSession | null;
  readonly organizationCookie: string | null;
  readonly projectCookie: string | null;
  readonly signUpCookie: string | undefined;
}

/** What a page knows of its request; read once however many components ask. */
export const pageRequest = cache(async (): Promise<PageRequest> => {
  const [requestHeaders, jar] = await Promise.all([headers(), cookies()]);
  const all = Object.fromEntries(jar.getAll().map((one) => [one.name, one.value]));
  return {
    requestId: newRequestId(),
    ipAddress: ipAddressOf(requestHeaders),
    session: await sessionOf(services(), { headers: requestHeaders, cookies: all }),
    organizationCookie: all[ORGANIZATION_COOKIE] ?? null,
    projectCookie: all[PROJECT_COOKIE] ?? null,
    signUpCookie: all[SIGN_UP_COOKIE],
  };
});
