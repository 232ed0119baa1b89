import { expect, test } from 'vitest';
import { can, canGrant, PERMISSIONS, ROLES } from './roles.ts';

test('nobody can grant a role that may do more than they may', () => {
  for (const granter of ROLES) {
    for (const role of ROLES) {
      if (!canGrant(granter, role)) continue;
      expect(PERMISSIONS.filter((permission) => can(role, permission) && !can(granter, permission))).toEqual([]);
    }
  }
});

test('admins cannot make owners, and others cannot make anybody', () => {
  expect(canGrant('owner', 'owner')).toBe(true);
  expect(canGrant('admin', 'owner')).toBe(false);
  expect(canGrant('admin', 'admin')).toBe(true);
  for (const role of ROLES) for (const granter of ['developer', 'billing', 'viewer'] as const) expect(canGrant(granter, role)).toBe(false);
});

test('money is seen by those who manage it, keys are made by those who build', () => {
  expect(ROLES.filter((role) => can(role, 'billing:read'))).toEqual(['owner', 'admin', 'billing']);
  expect(ROLES.filter((role) => can(role, 'keys:create'))).toEqual(['owner', 'admin', 'developer']);
});

test('developers write policies, and only those who answer for the organization publish them', () => {
  expect(ROLES.filter((role) => can(role, 'policies:read'))).toEqual([...ROLES]);
  expect(ROLES.filter((role) => can(role, 'policies:manage'))).toEqual(['owner', 'admin', 'developer']);
  expect(ROLES.filter((role) => can(role, 'policies:publish'))).toEqual(['owner', 'admin']);
});
