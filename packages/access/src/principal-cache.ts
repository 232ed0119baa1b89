import { hash } from 'node:crypto';
import { systemClock, type Clock } from '@modelhub/core/clock';
import type { InvalidationBus } from '@modelhub/state/shared-state';
import { hashApiKey, isWellFormedApiKey } from './api-key.ts';
import type { Principal } from './principal.ts';
import type { TenantSource } from './tenant-source.ts';

export type AuthenticationResult =
  | { readonly kind: 'principal'; readonly principal: Principal }
  | { readonly kind: 'refused'; readonly reason: 'malformed' | 'unknown' | 'expired' }
  /** The key could not be looked up and was not known. */
  | { readonly kind: 'unavailable' };

export interface PrincipalCacheOptions {
  readonly source: TenantSource;
  readonly invalidations: InvalidationBus;
  readonly pepper: string;
  readonly clock?: Clock;
  /** Keys kept in memory, and as many that do not exist; the least recently looked up leave first. */
  readonly entriesMax?: number;
  /** Keys that are looked up at the same time; more of them wait, so that made-up keys cannot flood the database. */
  readonly lookupsMax?: number;
}

/** Refreshed after that, in the background: the backstop for an announcement that was never made. */
const FRESH_MS = 30_000;
/** While announcements cannot be heard, a key is trusted for this long. */
const FRESH_DISCONNECTED_MS = 1_000;
/** While the source cannot be asked either, a key that was good goes on for this long. */
const STALE_MAX_MS = 15 * 60_000;
/** An unknown key is asked for again after that. */
const UNKNOWN_MS = 10_000;

interface Entry {
  readonly keyHash: string;
  readonly principal: Principal | null;
  checkedAtMs: number;
  isRefreshing: boolean;
  /** Announcements may have been missed since: not to be used before it was looked up again. */
  isSuspect: boolean;
}

const MALFORMED: AuthenticationResult = { kind: 'refused', reason: 'malformed' };
const UNKNOWN: AuthenticationResult = { kind: 'refused', reason: 'unknown' };
const EXPIRED: AuthenticationResult = { kind: 'refused', reason: 'expired' };

/**
 * Knows who a presented key belongs to. A key that was seen before is answered from memory, synchronously; a new one costs one
 * look-up, shared by all who ask for it at the same time.
 */
export class PrincipalCache {
  readonly #source: TenantSource;
  readonly #invalidations: InvalidationBus;
  readonly #pepper: string;
  readonly #clock: Clock;
  readonly #entriesMax: number;
  readonly #lookupsMax: number;
  /** By SHA-256 of the presented key, so that no key stays in memory. */
  readonly #entries = new Map<string, Entry>();
  /** Keys that do not exist, apart, so that made-up ones cannot push real ones out. */
  readonly #unknown = new Map<string, Entry>();
  readonly #lastKeys = new WeakMap<object, { readonly presentedKey: string; readonly fingerprint: string }>();
  readonly #byKeyHash = new Map<string, string>();
  readonly #pending = new Map<string, Promise<AuthenticationResult>>();
  readonly #waiting: (() => void)[] = [];
  #lookups = 0;
  /** Grows with every announcement: a look-up that was under way meanwhile must not be kept. */
  #generation = 0;

  constructor(options: PrincipalCacheOptions) {
    this.#source = options.source;
    this.#invalidations = options.invalidations;
    this.#pepper = options.pepper;
    this.#clock = options.clock ?? systemClock;
    this.#entriesMax = options.entriesMax ?? 100_000;
    this.#lookupsMax = options.lookupsMax ?? 16;
    options.invalidations.subscribe((event) => (event.kind === 'api-key' ? this.#forgetKey(event.id) : this.#forgetOrganization(event.id)));
    options.invalidations.onReconnect(() => this.#forgetAll());
  }

  /**
   * `connection` is whatever the key came over. Clients send the same key with every request of a connection, and its fingerprint costs more than all the rest here.
   */
  authenticate(presentedKey: string, connection?: object): AuthenticationResult | Promise<AuthenticationResult> {
    const fingerprint = this.#fingerprintOf(presentedKey, connection);
    const entry = this.#entries.get(fingerprint) ?? this.#unknown.get(fingerprint);
    if (entry !== undefined && !entry.isSuspect) {
      const ageMs = this.#clock.nowMs() - entry.checkedAtMs;
      if (ageMs < this.#trustMs(entry)) return this.#answer(entry);
      // With announcements coming in, age alone is no reason to let a request wait.
      if (entry.principal !== null && this.#invalidations.isConnected) {
        this.#refresh(fingerprint, presentedKey, entry);
        return this.#answer(entry);
      }
    }
    if (!isWellFormedApiKey(presentedKey)) return MALFORMED;
    return this.#lookUpOnce(fingerprint, presentedKey);
  }

  /** The key itself is remembered with its connection alone, which has it anyway, and goes with it. */
  #fingerprintOf(presentedKey: string, connection: object | undefined): string {
    const last = connection === undefined ? undefined : this.#lastKeys.get(connection);
    if (last?.presentedKey === presentedKey) return last.fingerprint;
    const fingerprint = hash('sha256', presentedKey, 'base64');
    if (connection !== undefined) this.#lastKeys.set(connection, { presentedKey, fingerprint });
    return fingerprint;
  }

  #trustMs(entry: Entry): number {
    if (entry.principal === null) return UNKNOWN_MS;
    return this.#invalidations.isConnected ? FRESH_MS : FRESH_DISCONNECTED_MS;
  }

  #answer(entry: Entry): AuthenticationResult {
    const { principal } = entry;
    if (principal === null) return UNKNOWN;
    if (principal.expiresAtMs !== null && principal.expiresAtMs <= this.#clock.nowMs()) return EXPIRED;
    return { kind: 'principal', principal };
  }

  #refresh(fingerprint: string, presentedKey: string, entry: Entry): void {
    if (entry.isRefreshing) return;
    entry.isRefreshing = true;
    void this.#lookUpOnce(fingerprint, presentedKey).finally(() => {
      entry.isRefreshing = false;
    });
  }

  #lookUpOnce(fingerprint: string, presentedKey: string): Promise<AuthenticationResult> {
    const pending = this.#pending.get(fingerprint);
    if (pending !== undefined) return pending;
    const lookUp = this.#lookUp(fingerprint, presentedKey).finally(() => this.#pending.delete(fingerprint));
    this.#pending.set(fingerprint, lookUp);
    return lookUp;
  }

  async #lookUp(fingerprint: string, presentedKey: string): Promise<AuthenticationResult> {
    const keyHash = hashApiKey(presentedKey, this.#pepper);
    await this.#takeTurn();
    try {
      for (;;) {
        const generation = this.#generation;
        const principal = await this.#source.findPrincipal(keyHash);
        if (generation !== this.#generation) continue;
        const entry: Entry = { keyHash, principal, checkedAtMs: this.#clock.nowMs(), isRefreshing: false, isSuspect: false };
        this.#keep(fingerprint, entry);
        return this.#answer(entry);
      }
    } catch {
      const known = this.#entries.get(fingerprint);
      const isUsable = known?.principal != null && this.#clock.nowMs() - known.checkedAtMs < STALE_MAX_MS;
      return isUsable ? this.#answer(known) : { kind: 'unavailable' };
    } finally {
      this.#giveTurn();
    }
  }

  async #takeTurn(): Promise<void> {
    if (this.#lookups >= this.#lookupsMax) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.#lookups += 1;
  }

  #giveTurn(): void {
    this.#lookups -= 1;
    this.#waiting.shift()?.();
  }

  #keep(fingerprint: string, entry: Entry): void {
    this.#entries.delete(fingerprint);
    this.#unknown.delete(fingerprint);
    const kept = entry.principal === null ? this.#unknown : this.#entries;
    kept.set(fingerprint, entry);
    this.#byKeyHash.set(entry.keyHash, fingerprint);
    while (kept.size > this.#entriesMax) {
      const [oldest, old] = kept.entries().next().value as [string, Entry];
      kept.delete(oldest);
      this.#byKeyHash.delete(old.keyHash);
    }
  }

  #forgetKey(keyHash: string): void {
    this.#generation += 1;
    const fingerprint = this.#byKeyHash.get(keyHash);
    if (fingerprint === undefined) return;
    this.#entries.delete(fingerprint);
    this.#unknown.delete(fingerprint);
    this.#byKeyHash.delete(keyHash);
  }

  #forgetOrganization(organizationId: string): void {
    this.#generation += 1;
    for (const [fingerprint, entry] of this.#entries) {
      if (entry.principal?.organizationId !== organizationId) continue;
      this.#entries.delete(fingerprint);
      this.#byKeyHash.delete(entry.keyHash);
    }
  }

  /** Nobody knows what was missed. What is known stays usable should the source be away, but is asked for again first. */
  #forgetAll(): void {
    this.#generation += 1;
    for (const { keyHash } of this.#unknown.values()) this.#byKeyHash.delete(keyHash);
    this.#unknown.clear();
    for (const entry of this.#entries.values()) entry.isSuspect = true;
  }
}
