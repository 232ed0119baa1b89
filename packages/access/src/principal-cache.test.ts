import { FixedClock } from '@modelhub/core/clock';
import type { Invalidation, InvalidationBus } from '@modelhub/state/shared-state';
import { beforeEach, describe, expect, test } from 'vitest';
import { generateApiKey, hashApiKey } from './api-key.ts';
import { PrincipalCache, type PrincipalCacheOptions } from './principal-cache.ts';
import type { Principal } from './principal.ts';

const PEPPER = 'pepper of the tests';

/** A bus whose connection the test holds in its hand. */
class HandBus implements InvalidationBus {
  isConnected = true;
  readonly #listeners: ((event: Invalidation) => void)[] = [];
  readonly #reconnects: (() => void)[] = [];

  async publish(event: Invalidation): Promise<void> {
    for (const listener of this.#listeners) listener(event);
  }
  subscribe(listener: (event: Invalidation) => void): void {
    this.#listeners.push(listener);
  }
  onReconnect(listener: () => void): void {
    this.#reconnects.push(listener);
  }
  reconnect(): void {
    for (const listener of this.#reconnects) listener();
    this.isConnected = true;
  }
}

/** Keys that are stored, answers that wait until they are let go, and every question that was asked. */
class HandSource {
  readonly stored = new Map<string, Principal>();
  readonly asked: string[] = [];
  isDown = false;
  /** While set, answers wait for it; each has been read before it waits. */
  gate: Promise<void> | null = null;
  underWay = 0;
  underWayMax = 0;

  async findPrincipal(keyHash: string): Promise<Principal | null> {
    this.asked.push(keyHash);
    this.underWay += 1;
    this.underWayMax = Math.max(this.underWayMax, this.underWay);
    const found = this.stored.get(keyHash) ?? null;
    try {
      await this.gate;
      if (this.isDown) throw new Error('no database');
      return found;
    } finally {
      this.underWay -= 1;
    }
  }
}

let clock: FixedClock;
let bus: HandBus;
let source: HandSource;
let cache: PrincipalCache;

function start(options: Partial<PrincipalCacheOptions> = {}): void {
  clock = new FixedClock('2026-11-25T10:00:00Z');
  bus = new HandBus();
  source = new HandSource();
  cache = new PrincipalCache({ source, invalidations: bus, pepper: PEPPER, clock, ...options });
}
beforeEach(() => start());

function storeKey(overrides: Partial<Principal> = {}): { readonly key: string; readonly keyHash: string; readonly principal: Principal } {
  const key = generateApiKey();
  const keyHash = hashApiKey(key, PEPPER);
  const principal: Principal = {
    keyId: `key_${source.stored.size}`,
    organizationId: 'org_1',
    projectId: 'prj_1',
    createdByUserId: null,
    expiresAtMs: null,
    accessLists: [],
    policies: [],
    defaultPolicy: null,
    markupBasisPoints: 1_000,
    limits: [],
    organizationStatus: 'active',
    hardCap: false,
    ownCredentials: [],
    ...overrides,
  };
  source.stored.set(keyHash, principal);
  return { key, keyHash, principal };
}

const REFUSED = { kind: 'refused', reason: 'unknown' };

describe('a known key', () => {
  test('is answered at once, from memory', async () => {
    const { key, principal } = storeKey();
    expect(await cache.authenticate(key)).toEqual({ kind: 'principal', principal });
    expect(cache.authenticate(key)).toEqual({ kind: 'principal', principal });
    expect(source.asked).toHaveLength(1);
  });

  test('is known by itself and not by its connection, which several may share', async () => {
    const connection = {};
    const [one, other] = [storeKey(), storeKey({ organizationId: 'org_2' })];
    for (let i = 0; i < 3; i += 1) {
      expect(await cache.authenticate(one.key, connection)).toEqual({ kind: 'principal', principal: one.principal });
      expect(await cache.authenticate(other.key, connection)).toEqual({ kind: 'principal', principal: other.principal });
      expect(await cache.authenticate(generateApiKey(), connection)).toEqual(REFUSED);
    }
    source.stored.delete(other.keyHash);
    await bus.publish({ kind: 'api-key', id: other.keyHash });
    expect(await cache.authenticate(other.key, connection)).toEqual(REFUSED);
    expect(await cache.authenticate(other.key, connection)).toEqual(REFUSED);
  });

  test('is asked for once, however many wait for it', async () => {
    const { key, principal } = storeKey();
    const answers = await Promise.all(Array.from({ length: 50 }, () => cache.authenticate(key)));
    expect(answers).toEqual(answers.map(() => ({ kind: 'principal', principal })));
    expect(source.asked).toHaveLength(1);
  });

  test('is refreshed in the background after half a minute, and nobody waits for that', async () => {
    const { key, keyHash, principal } = storeKey();
    await cache.authenticate(key);
    source.stored.delete(keyHash);
    clock.advanceMs(29_999);
    expect(cache.authenticate(key)).toMatchObject({ kind: 'principal' });
    expect(source.asked).toHaveLength(1);
    clock.advanceMs(1);
    expect(cache.authenticate(key)).toEqual({ kind: 'principal', principal });
    expect(cache.authenticate(key)).toEqual({ kind: 'principal', principal });
    await new Promise(setImmediate);
    expect(source.asked).toHaveLength(2);
    expect(cache.authenticate(key)).toEqual(REFUSED);
  });

  test('expires by the clock alone', async () => {
    const { key } = storeKey({ expiresAtMs: Date.parse('2026-11-25T10:00:10Z') });
    expect(await cache.authenticate(key)).toMatchObject({ kind: 'principal' });
    clock.advanceMs(9_999);
    expect(cache.authenticate(key)).toMatchObject({ kind: 'principal' });
    clock.advanceMs(1);
    expect(cache.authenticate(key)).toEqual({ kind: 'refused', reason: 'expired' });
  });
});

describe('a change', () => {
  test('that is announced for a key is seen by the next request', async () => {
    const { key, keyHash } = storeKey();
    const other = storeKey();
    await cache.authenticate(key);
    await cache.authenticate(other.key);
    source.stored.delete(keyHash);
    await bus.publish({ kind: 'api-key', id: keyHash });
    expect(await cache.authenticate(key)).toEqual(REFUSED);
    expect(cache.authenticate(other.key)).toMatchObject({ kind: 'principal' });
    expect(source.asked).toHaveLength(3);
  });

  test('that is announced for an organization is seen by all of its keys', async () => {
    const [first, second, other] = [storeKey(), storeKey(), storeKey({ organizationId: 'org_2' })];
    for (const { key } of [first, second, other]) await cache.authenticate(key);
    for (const { keyHash, principal } of [first, second, other]) source.stored.set(keyHash, { ...principal, organizationStatus: 'suspended' });
    await bus.publish({ kind: 'organization', id: 'org_1' });
    for (const { key } of [first, second]) expect(await cache.authenticate(key)).toMatchObject({ principal: { organizationStatus: 'suspended' } });
    expect(cache.authenticate(other.key)).toMatchObject({ principal: { organizationStatus: 'active' } });
  });

  test('that is announced while the old state is on its way is not overwritten by it', async () => {
    const { key, keyHash } = storeKey();
    const gate = Promise.withResolvers<void>();
    source.gate = gate.promise;
    const answer = cache.authenticate(key);
    await new Promise(setImmediate);
    expect(source.asked).toHaveLength(1);
    source.stored.delete(keyHash);
    await bus.publish({ kind: 'api-key', id: keyHash });
    gate.resolve();
    expect(await answer).toEqual(REFUSED);
    expect(cache.authenticate(key)).toEqual(REFUSED);
  });

  test('that cannot be heard is seen a second after the connection was lost', async () => {
    const { key, keyHash } = storeKey();
    await cache.authenticate(key);
    bus.isConnected = false;
    source.stored.delete(keyHash);
    clock.advanceMs(999);
    expect(cache.authenticate(key)).toMatchObject({ kind: 'principal' });
    clock.advanceMs(1);
    expect(await cache.authenticate(key)).toEqual(REFUSED);
  });

  test('that was missed is seen by the first request after the connection is back', async () => {
    const { key, keyHash } = storeKey();
    const other = storeKey();
    await cache.authenticate(key);
    await cache.authenticate(other.key);
    bus.isConnected = false;
    source.stored.delete(keyHash);
    bus.reconnect();
    expect(await cache.authenticate(key)).toEqual(REFUSED);
    expect(await cache.authenticate(other.key)).toMatchObject({ kind: 'principal' });
  });
});

describe('while the source is down', () => {
  test('a key that was good goes on for a quarter of an hour, whatever is announced on reconnect', async () => {
    const { key, principal } = storeKey();
    await cache.authenticate(key);
    source.isDown = true;
    bus.isConnected = false;
    clock.advanceMs(14 * 60_000);
    expect(await cache.authenticate(key)).toEqual({ kind: 'principal', principal });
    bus.reconnect();
    expect(await cache.authenticate(key)).toEqual({ kind: 'principal', principal });
    clock.advanceMs(60_000);
    bus.isConnected = false;
    expect(await cache.authenticate(key)).toEqual({ kind: 'unavailable' });
  });

  test('a key that was announced as changed does not', async () => {
    const { key, keyHash } = storeKey();
    await cache.authenticate(key);
    source.isDown = true;
    await bus.publish({ kind: 'api-key', id: keyHash });
    expect(await cache.authenticate(key)).toEqual({ kind: 'unavailable' });
  });

  test('a key that was never seen is neither let in nor called unknown', async () => {
    const { key } = storeKey();
    source.isDown = true;
    expect(await cache.authenticate(key)).toEqual({ kind: 'unavailable' });
    source.isDown = false;
    expect(await cache.authenticate(key)).toMatchObject({ kind: 'principal' });
  });
});

describe('keys that do not exist', () => {
  test('are recognised without asking where the checksum is wrong', () => {
    const key = generateApiKey();
    const mistyped = key.slice(0, -1) + (key.endsWith('0') ? '1' : '0');
    expect(cache.authenticate(mistyped)).toEqual({ kind: 'refused', reason: 'malformed' });
    expect(cache.authenticate('')).toEqual({ kind: 'refused', reason: 'malformed' });
    expect(source.asked).toEqual([]);
  });

  test('are remembered for ten seconds, and known at once when they are made', async () => {
    const key = generateApiKey();
    expect(await cache.authenticate(key)).toEqual(REFUSED);
    clock.advanceMs(9_999);
    expect(cache.authenticate(key)).toEqual(REFUSED);
    clock.advanceMs(1);
    expect(await cache.authenticate(key)).toEqual(REFUSED);
    expect(source.asked).toHaveLength(2);
    const keyHash = hashApiKey(key, PEPPER);
    source.stored.set(keyHash, storeKey().principal);
    await bus.publish({ kind: 'api-key', id: keyHash });
    expect(await cache.authenticate(key)).toMatchObject({ kind: 'principal' });
  });

  test('are looked up a few at a time, however many come', async () => {
    start({ lookupsMax: 4 });
    const answers = await Promise.all(Array.from({ length: 200 }, () => cache.authenticate(generateApiKey())));
    expect(answers.every(({ kind }) => kind === 'refused')).toBe(true);
    expect(source.asked).toHaveLength(200);
    expect(source.underWayMax).toBe(4);
  });

  test('push no real key out of memory', async () => {
    start({ entriesMax: 10 });
    const known = Array.from({ length: 10 }, () => storeKey());
    for (const { key } of known) await cache.authenticate(key);
    for (let i = 0; i < 50; i += 1) await cache.authenticate(generateApiKey());
    for (const { key, principal } of known) expect(cache.authenticate(key)).toEqual({ kind: 'principal', principal });
  });

  test('are forgotten, the oldest first, when there are too many', async () => {
    start({ entriesMax: 10 });
    const keys = Array.from({ length: 11 }, () => generateApiKey());
    for (const key of keys) await cache.authenticate(key);
    expect(cache.authenticate(keys[10] as string)).toEqual(REFUSED);
    expect(source.asked).toHaveLength(11);
    await cache.authenticate(keys[0] as string);
    expect(source.asked).toHaveLength(12);
  });
});

test('more keys than fit are asked for again, and nothing else', async () => {
  start({ entriesMax: 10 });
  const keys = Array.from({ length: 11 }, () => storeKey());
  for (const { key } of keys) await cache.authenticate(key);
  expect(cache.authenticate(keys[10]?.key ?? '')).toMatchObject({ kind: 'principal' });
  expect(await cache.authenticate(keys[0]?.key ?? '')).toMatchObject({ kind: 'principal' });
  expect(source.asked).toHaveLength(12);
});
