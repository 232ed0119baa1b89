import { randomBytes } from 'node:crypto';
import { newId } from '@modelhub/core/ids';
import { withTenant } from '@modelhub/db/tenant';
import { z } from 'zod';
import { audit } from '#src/server/audit.ts';
import type { SignedInUser } from '#src/server/auth/session.ts';
import { conflict } from '#src/server/errors.ts';
import { listOrganizations } from '#src/server/organization.ts';
import type { Services } from '#src/server/services.ts';

/** Enough for everybody we know of, and a bound on what one account can fill the tables with. */
const ORGANIZATIONS_MAX = 20;

export const organizationNameSchema = z.string().trim().min(2, 'Use at least 2 characters.').max(80, 'Use at most 80 characters.');

/** `Acme, Inc.` -> `acme-inc-3fa9c1`; the end makes it unique without asking. */
export function slugOf(name: string): string {
  const words = name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 40);
  return `${words === '' ? 'org' : words}-${randomBytes(3).toString('hex')}`;
}

/** Makes an organization with its first project and its owner. */
export async function createOrganization(
  services: Services,
  input: { readonly name: string; readonly user: SignedInUser; readonly ipAddress: string },
): Promise<{ organizationId: string; projectId: string }> {
  const { user } = input;
  if ((await listOrganizations(services.prisma, user.id)).length >= ORGANIZATIONS_MAX) {
    throw conflict(`One account can be in at most ${ORGANIZATIONS_MAX} organizations.`);
  }
  const organizationId = newId('organization');
  const projectId = newId('project');
  await withTenant(services.prisma, { organizationId, userId: user.id }, async (tx) => {
    await tx.organization.create({ data: { id: organizationId, name: input.name, slug: slugOf(input.name), billingEmail: user.email } });
    await tx.membership.create({ data: { id: newId('membership'), organizationId, userId: user.id, role: 'owner' } });
    await tx.project.create({ data: { id: projectId, organizationId, name: 'Default' } });
    await audit(
      tx,
      { organizationId, userId: user.id, ipAddress: input.ipAddress },
      { action: 'organization.created', targetType: 'organization', targetId: organizationId, after: { name: input.name } },
    );
  });
  return { organizationId, projectId };
}
