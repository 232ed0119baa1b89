import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CredentialCipher, isCredentialKey, SealedCredentialError, type CredentialPlace } from './credential-cipher.ts';

const newKey = (): string => randomBytes(32).toString('base64');
const KEY = newKey();
const cipher = new CredentialCipher({ current: KEY });
const place: CredentialPlace = { organizationId: 'org_1', credentialId: 'crd_1', provider: 'openai', baseUrl: null };
const values = { apiKey: 'sk-proj-a-secret-of-a-customer' };

describe('a sealed credential', () => {
  test('opens where it belongs, whatever it holds', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.string()), (any) => {
        expect(Object.entries(cipher.open(cipher.seal(any, place), place))).toEqual(Object.entries(any));
      }),
    );
  });

  test('shows nothing of what it holds, and is another one each time', () => {
    const [first, second] = [cipher.seal(values, place), cipher.seal(values, place)];
    expect(Buffer.from(first.ciphertext).includes('sk-proj')).toBe(false);
    expect(first.ciphertext).not.toEqual(second.ciphertext);
  });

  test.each<Partial<CredentialPlace>>([{ organizationId: 'org_2' }, { credentialId: 'crd_2' }, { provider: 'groq' }, { baseUrl: 'https://thief.example.com' }])(
    'does not open in a row that differs by %j',
    (other) => {
      expect(() => cipher.open(cipher.seal(values, place), { ...place, ...other })).toThrow(SealedCredentialError);
    },
  );

  test('does not open when a bit of it was changed, wherever', () => {
    const { ciphertext, keyVersion } = cipher.seal(values, place);
    for (let at = 0; at < ciphertext.length; at += 1) {
      const changed = Buffer.from(ciphertext);
      changed[at] = (changed[at] ?? 0) ^ 1;
      expect(() => cipher.open({ ciphertext: changed, keyVersion }, place), `byte ${at}`).toThrow(SealedCredentialError);
    }
  });

  test('does not open when it was cut, wherever', () => {
    const { ciphertext, keyVersion } = cipher.seal(values, place);
    for (let end = 0; end < ciphertext.length; end += 1) {
      expect(() => cipher.open({ ciphertext: ciphertext.slice(0, end), keyVersion }, place), `${end} bytes`).toThrow(SealedCredentialError);
    }
  });
});

describe('a new key of the instance', () => {
  const rotated = new CredentialCipher({ current: newKey(), previous: KEY });

  test('opens what the one before sealed', () => {
    expect(rotated.open(cipher.seal(values, place), place)).toEqual(values);
  });

  test('takes credentials over, after which the one before is not needed', () => {
    const current = newKey();
    const old = cipher.seal(values, place);
    const moved = new CredentialCipher({ current, previous: KEY }).rewrap(old, place);
    const alone = new CredentialCipher({ current });
    expect(moved).not.toBeNull();
    expect(alone.open(moved ?? old, place)).toEqual(values);
    expect(alone.rewrap(moved ?? old, place)).toBeNull();
    expect(() => alone.open(old, place)).toThrow(/does not have/);
    expect(() => cipher.open(moved ?? old, place)).toThrow(/does not have/);
  });

  test('does not take over what belongs elsewhere', () => {
    expect(() => rotated.rewrap(cipher.seal(values, place), { ...place, organizationId: 'org_2' })).toThrow(SealedCredentialError);
  });
});

test('a key is 32 bytes in base64 and nothing else', () => {
  expect(isCredentialKey(KEY)).toBe(true);
  expect(isCredentialKey(randomBytes(32).toString('base64url'))).toBe(true);
  for (const wrong of ['', 'short', randomBytes(31).toString('base64'), randomBytes(33).toString('base64'), `${KEY}=`, 'k'.repeat(42)]) {
    expect(isCredentialKey(wrong), wrong).toBe(false);
    expect(() => new CredentialCipher({ current: wrong })).toThrow(RangeError);
    expect(() => new CredentialCipher({ current: KEY, previous: wrong })).toThrow(RangeError);
  }
});
