import { expect, test } from 'vitest';
import { areEmpty, modelRefusedBy, providerRefusedBy, type AccessLists } from './access-lists.ts';

const none: AccessLists = { scope: 'key', allowedModels: new Set(), deniedModels: new Set(), allowedProviders: new Set(), deniedProviders: new Set() };
const organization: AccessLists = { ...none, scope: 'organization', deniedModels: new Set(['a/one']), allowedProviders: new Set(['x', 'y']) };
const key: AccessLists = { ...none, allowedModels: new Set(['a/one', 'a/two']), deniedProviders: new Set(['y']) };

test('a list of what is allowed leaves out the rest, and what is denied is denied also where it is allowed elsewhere', () => {
  expect([none, organization, key].map(areEmpty)).toEqual([true, false, false]);
  const models = ['a/one', 'a/two', 'a/three'];
  expect(models.map((model) => modelRefusedBy([], model))).toEqual([null, null, null]);
  expect(models.map((model) => modelRefusedBy([organization, key], model))).toEqual(['organization', null, 'key']);
  const providers = ['x', 'y', 'z'];
  expect(providers.map((provider) => providerRefusedBy([key], provider))).toEqual([null, 'key', null]);
  expect(providers.map((provider) => providerRefusedBy([organization, key], provider))).toEqual([null, 'key', 'organization']);
});
