import { describe, expect, it } from 'vitest';
import { newId, uuidv7 } from './ids.ts';

const UUID_V7 = /^[\da-f]{8}-[\da-f]{4}-7[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/;

describe('uuidv7', () => {
  it('has the form, the version and the variant of RFC 9562', () => {
    for (let i = 0; i < 1_000; i += 1) expect(uuidv7()).toMatch(UUID_V7);
  });

  it('is strictly increasing, however many are made within a millisecond', () => {
    const nowMs = Date.now() + 1_000;
    const ids = Array.from({ length: 10_000 }, () => uuidv7(nowMs));
    expect(ids.toSorted()).toEqual(ids);
    expect(new Set(ids.map((id) => id.slice(0, 18))).size).toBe(ids.length);
  });

  it('holds its time', () => {
    const nowMs = Date.now() + 10_000;
    expect(Number.parseInt(uuidv7(nowMs).replaceAll('-', '').slice(0, 12), 16)).toBe(nowMs);
  });

  it('draws its random part anew each time', () => {
    expect(new Set(Array.from({ length: 1_000 }, () => uuidv7().slice(19))).size).toBe(1_000);
  });
});

describe('newId', () => {
  it('is a prefix and the 32 digits of a UUIDv7', () => {
    expect(newId('request')).toMatch(/^req_[\da-f]{12}7[\da-f]{3}[89ab][\da-f]{15}$/);
  });
});
