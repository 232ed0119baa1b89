import type { LimitRule } from './types.ts';

/** A rule of one organization, for tests. */
export function testRule(kind: LimitRule['kind'], window: LimitRule['window'], cap: bigint, scope: LimitRule['scope'] = 'key'): LimitRule {
  const scopeId = scope === 'organization' ? 'org_1' : `${scope}_1`;
  return { id: `${scope}:${scopeId}:${kind}:${window}`, organizationId: 'org_1', scope, scopeId, kind, window, cap };
}
