export const ROLES = ['owner', 'admin', 'developer', 'billing', 'viewer'] as const;
export type Role = (typeof ROLES)[number];

/** What can be done in an organization. */
export const PERMISSIONS = [
  'organization:read',
  'organization:update',
  'organization:delete',
  'members:read',
  'members:manage',
  'projects:read',
  'projects:manage',
  'keys:read',
  'keys:create',
  'keys:update',
  'keys:revoke',
  'usage:read',
  'billing:read',
  'billing:manage',
  'policies:read',
  'policies:manage',
  'policies:publish',
  'providers:manage',
  'audit:read',
] as const;
export type Permission = (typeof PERMISSIONS)[number];

const viewer: readonly Permission[] = ['organization:read', 'members:read', 'projects:read', 'keys:read', 'usage:read', 'policies:read'];
const developer: readonly Permission[] = [...viewer, 'keys:create', 'keys:update', 'keys:revoke', 'policies:manage'];
const billing: readonly Permission[] = [...viewer, 'billing:read', 'billing:manage'];
const admin: readonly Permission[] = PERMISSIONS.filter((permission) => permission !== 'organization:delete');

/**
 * | role | may |
 * | --- | --- |
 * | owner | everything |
 * | admin | everything but delete the organization, and make owners |
 * | developer | see everything but money; make and revoke keys, write drafts of policies |
 * | billing | see everything; manage card, invoices and billing details |
 * | viewer | see everything but money |
 */
const GRANTS: Readonly<Record<Role, ReadonlySet<Permission>>> = {
  owner: new Set(PERMISSIONS),
  admin: new Set(admin),
  developer: new Set(developer),
  billing: new Set(billing),
  viewer: new Set(viewer),
};

export function can(role: Role, permission: Permission): boolean {
  return GRANTS[role].has(permission);
}

/** A role can be handed out by somebody who manages members and has every permission of that role. */
export function canGrant(granter: Role, role: Role): boolean {
  if (!can(granter, 'members:manage')) return false;
  return [...GRANTS[role]].every((permission) => can(granter, permission));
}
