import { canGrant, ROLES, type Role } from '@modelhub/access/roles';

/** What a role is for, in the words of the page. */
const ROLE_WORDS = {
  owner: { label: 'Owner', detail: 'Everything, and makes other owners' },
  admin: { label: 'Admin', detail: 'Everything but owners and deleting' },
  developer: { label: 'Developer', detail: 'Keys and policies; no invoices' },
  billing: { label: 'Billing', detail: 'Card, invoices and budgets; no keys' },
  viewer: { label: 'Viewer', detail: 'Sees keys and usage, changes nothing' },
} as const satisfies Record<Role, { label: string; detail: string }>;

export function roleLabel(role: Role): string {
  return ROLE_WORDS[role].label;
}

/** The roles that somebody can hand out: none that has more than their own. */
export function grantableRoles(granter: Role): { readonly value: Role; readonly label: string; readonly detail: string }[] {
  return ROLES.filter((role) => canGrant(granter, role)).map((role) => ({ value: role, ...ROLE_WORDS[role] }));
}
