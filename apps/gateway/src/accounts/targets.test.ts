import type { OwnCredential, Principal } from '@modelhub/access/principal';
import { catalog } from '@modelhub/catalog/catalog';
import { configuredProviders } from '@modelhub/providers/registry';
import { expect, test } from 'vitest';
import { ProviderAccounts } from './provider-account.ts';
import { targetsOf } from './targets.ts';

const providers = configuredProviders({ credentials: { 'amazon-bedrock': { apiKey: 'ours', region: 'us-east-1' } } });
const accounts = new ProviderAccounts({ providers, addresses: new Map() });

function own(region: string, fallbackToShared: boolean): OwnCredential {
  const known = { id: region, provider: 'amazon-bedrock', name: region, lastFour: '', baseUrl: null, values: { apiKey: 'theirs', region } };
  return { ...known, fallbackToShared };
}

/** Who is asked for a profile: `ours`, or the region of the customer's key. */
function asked(profile: string, ...ownCredentials: readonly OwnCredential[]): readonly string[] {
  const model = catalog.findModel('claude-sonnet-4-5');
  const endpoint = model?.endpoints.find(({ id }) => id.startsWith(`amazon-bedrock/${profile}.`));
  if (model === undefined || endpoint === undefined) throw new Error('a profile is gone from the catalog');
  const principal = { ownCredentials } as unknown as Principal;
  const targets = targetsOf(accounts, principal, [{ model, endpoint }]).map(({ account }) => account.own?.id ?? 'ours');
  expect(accounts.reaches(principal, endpoint)).toBe(targets.length > 0);
  return targets;
}

test('a profile is called on the accounts whose region has it', () => {
  expect([asked('us'), asked('global'), asked('eu')]).toEqual([['ours'], ['ours'], []]);
  expect(asked('eu', own('eu-west-1', true))).toEqual(['eu-west-1']);
  expect(asked('us', own('eu-west-1', true))).toEqual(['ours']);
  expect(asked('us', own('eu-west-1', false))).toEqual([]);
  expect(asked('global', own('eu-west-1', true), own('us-west-2', true))).toEqual(['eu-west-1', 'us-west-2', 'ours']);
  expect(asked('us', own('eu-west-1', false), own('us-west-2', true))).toEqual(['us-west-2']);
});
