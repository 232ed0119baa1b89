import { redirect } from 'next/navigation';
import { cache } from 'react';
import type { CurrentSession } from './auth/session.ts';
import { listOrganizations, type CurrentOrganization } from './organization.ts';
import { pageRequest, type PageRequest } from './request.ts';
import { createCaller } from './root.ts';
import { services } from './runtime.ts';

export interface SignedInPage extends PageRequest {
  readonly session: CurrentSession;
  readonly organizations: readonly CurrentOrganization[];
}

/** For pages that need a person. Every page calls this or `requireOrganization` itself: no middleware stands before it. */
export const requireSession = cache(async (): Promise<SignedInPage> => {
  const request = await pageRequest();
  if (request.session === null) redirect('/login');
  const organizations = await listOrganizations(services().prisma, request.session.user.id);
  return { ...request, session: request.session, organizations };
});

export interface OrganizationPage extends SignedInPage {
  readonly organization: CurrentOrganization;
}

/** For pages of an organization. The cookie's one if the person belongs to it, else their oldest; without any, onboarding. */
export const requireOrganization = cache(async (): Promise<OrganizationPage> => {
  const page = await requireSession();
  const organization = page.organizations.find((one) => one.id === page.organizationCookie) ?? page.organizations[0];
  if (organization === undefined) redirect('/onboarding');
  return { ...page, organization };
});

/** The router as a function, for the first paint: the same checks, without HTTP. */
export const pageCaller = cache(async () => {
  const page = await requireOrganization();
  return createCaller({
    services: services(),
    requestId: page.requestId,
    ipAddress: page.ipAddress,
    session: page.session,
    organizationId: page.organization.id,
    signUpCookie: page.signUpCookie,
    setCookie: () => {},
  });
});
