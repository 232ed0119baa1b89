/**
 * Every name that we use in Redis. The braces are Redis Cluster's hash tag: what one script touches lies in one slot. Names are made
 * of ids; no key of a customer is part of one.
 */
export const redisKeys = {
  /** Hash; see lua/lapse.ts. */
  counter: (organizationId: string, key: string) => `mh:{${organizationId}}:counter:${key}`,
  /** Hash of hold id to what it holds. */
  holds: (organizationId: string) => `mh:{${organizationId}}:holds`,
  /** Sorted set of hold ids by the time at which they lapse. */
  leases: (organizationId: string) => `mh:{${organizationId}}:leases`,
  /** Sorted set of settled hold ids by the time at which they were settled. */
  ended: (organizationId: string) => `mh:{${organizationId}}:ended`,
  /** Hashes of gateway to its last report. */
  circuits: 'mh:health:circuits',
  figures: 'mh:health:figures',
  /** There while somebody has claimed it. */
  claim: (name: string) => `mh:health:claim:${name}`,
} as const;

export const redisChannels = {
  invalidations: 'mh:invalidations',
  /** Carries the keys of counters whose shares are wanted back. */
  recalls: 'mh:recalls',
} as const;
