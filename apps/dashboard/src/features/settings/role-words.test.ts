import { expect, it } from 'vitest';
import { grantableRoles } from './role-words.ts';

it.each([
  ['owner', ['owner', 'admin', 'developer', 'billing', 'viewer']],
  ['admin', ['admin', 'developer', 'billing', 'viewer']],
  ['developer', []],
  ['billing', []],
  ['viewer', []],
] as const)('offers %s the roles %j', (granter, roles) => {
  expect(grantableRoles(granter).map((role) => role.value)).toEqual(roles);
});
