/** What happened, as the log says it. An action that is not here is shown as it is stored. */
const ACTIONS: Readonly<Record<string, string>> = {
  'api_key.created': 'Created a key',
  'api_key.revoked': 'Revoked a key',
  'api_key.updated': 'Changed a key',
  'billing.card_setup_started': 'Went to save a card',
  'billing.portal_opened': 'Opened Stripe’s portal',
  'budget.created': 'Set a budget',
  'budget.removed': 'Removed a budget',
  'budget.updated': 'Changed a budget',
  'invitation.accepted': 'Accepted an invitation',
  'invitation.created': 'Invited a member',
  'invitation.revoked': 'Revoked an invitation',
  'member.left': 'Left the organization',
  'member.removed': 'Removed a member',
  'member.role_changed': 'Changed a role',
  'organization.access_rules_changed': 'Changed what the organization may use',
  'organization.created': 'Created the organization',
  'organization.updated': 'Changed the organization',
  'policy.archived': 'Archived a policy',
  'policy.created': 'Created a policy',
  'policy.drafted': 'Saved a draft of a policy',
  'policy.published': 'Published a policy',
  'policy.restored': 'Restored a policy',
  'project.archived': 'Archived a project',
  'project.created': 'Created a project',
  'project.default_policy_changed': 'Changed the default policy of a project',
  'project.renamed': 'Renamed a project',
  'project.restored': 'Restored a project',
  'provider_key.added': 'Added a provider key',
  'provider_key.deleted': 'Deleted a provider key',
  'provider_key.disabled': 'Switched off a provider key',
  'provider_key.enabled': 'Switched on a provider key',
  'provider_key.rotated': 'Replaced a provider key',
  'provider_key.updated': 'Changed a provider key',
};

export function auditAction(action: string): string {
  return ACTIONS[action] ?? action;
}

/** `capNanoUsd` -> `cap`, `billingEmail` -> `billing email`. */
export function auditField(field: string): string {
  return field
    .replace(/NanoUsd$/, '')
    .replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
    .trim();
}
