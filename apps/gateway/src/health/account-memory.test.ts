import type { OwnCredential } from '@modelhub/access/principal';
import { PROVIDERS } from '@modelhub/providers/registry';
import { expect, it } from 'vitest';
import type { ProviderAccount } from '../accounts/provider-account.ts';
import { AccountMemory } from './account-memory.ts';

const credential: OwnCredential = {
  id: 'crd_1',
  provider: 'openai',
  name: 'mine',
  lastFour: 'abcd',
  baseUrl: null,
  fallbackToShared: false,
  values: { apiKey: 'sk-abcd' },
};
const adapter = PROVIDERS.openai.adapter;
/** As it is made anew each time the key is looked up. */
const lookedUp = (changed: Partial<OwnCredential> = {}): ProviderAccount => ({
  adapter,
  connection: null,
  own: { ...credential, ...changed },
  needsSignIn: false,
  isCustomAddress: false,
});

function setUp() {
  let made = 0;
  return new AccountMemory(() => {
    made += 1;
    return { made };
  });
}

it('knows a customer’s account again whose key was looked up anew, and no other', () => {
  const memory = setUp();
  const known = memory.of(lookedUp(), 0);
  expect(memory.find(lookedUp({ name: 'renamed', fallbackToShared: true }))).toBe(known);
  expect(memory.of(lookedUp(), 1)).toBe(known);
  for (const other of [{ id: 'crd_2' }, { values: { apiKey: 'sk-new' } }, { baseUrl: 'https://eu.example' }]) {
    expect(memory.find(lookedUp(other))).toBeUndefined();
    expect(memory.of(lookedUp(other), 1)).not.toBe(known);
  }
});

it('forgets an account that was not used for a quarter of an hour', () => {
  const memory = setUp();
  const known = memory.of(lookedUp(), 0);
  memory.of(lookedUp({ id: 'crd_2' }), 15 * 60_000);
  expect(memory.find(lookedUp())).toBe(known);
  memory.of(lookedUp({ id: 'crd_3' }), 15 * 60_000 + 60_001);
  expect(memory.find(lookedUp())).toBeUndefined();
});

it('keeps our own accounts by who they are', () => {
  const memory = setUp();
  const [ours, other] = [0, 1].map(() => ({ ...lookedUp(), own: null }));
  expect(memory.find(ours)).toBeUndefined();
  expect(memory.of(ours as ProviderAccount, 0)).toBe(memory.find(ours));
  expect(memory.find(other)).toBeUndefined();
});
