import fc from 'fast-check';
import { expect, test } from 'vitest';
import { apiKeyParts, generateApiKey, hashApiKey, isWellFormedApiKey, maskedApiKey } from './api-key.ts';

test('a generated key is well formed, and no other', () => {
  const key = generateApiKey();
  expect(key).toMatch(/^mh_live_[0-9A-Za-z]{36}$/);
  expect(isWellFormedApiKey(key)).toBe(true);
  expect(generateApiKey()).not.toBe(key);
});

test('a single changed character is noticed', () => {
  fc.assert(
    fc.property(fc.integer({ min: 8, max: 43 }), fc.constantFrom('0', 'a', 'Z', '9'), (at, character) => {
      const key = generateApiKey();
      const changed = key.slice(0, at) + character + key.slice(at + 1);
      expect(isWellFormedApiKey(changed)).toBe(changed === key);
    }),
  );
});

test.each(['', 'sk-123', 'mh_live_', `mh_live_${'0'.repeat(36)} `, `mh_live_${'é'.repeat(36)}`])('%j is not a key', (text) => {
  expect(isWellFormedApiKey(text)).toBe(false);
});

test('the hash depends on key and pepper, and the mask shows neither', () => {
  const key = generateApiKey();
  expect(hashApiKey(key, 'a')).toMatch(/^[0-9a-f]{64}$/);
  expect(hashApiKey(key, 'a')).not.toBe(hashApiKey(key, 'b'));
  expect(maskedApiKey(apiKeyParts(key))).toBe(`${key.slice(0, 12)}…${key.slice(-4)}`);
});
