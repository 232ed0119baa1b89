/** What `TokenUsage.units` counts, by a price that has a figure for it. Audio is counted in whole seconds, a begun one included. */
export type BilledUnit = 'image' | 'second' | 'character' | 'search' | 'page';

const NOUNS = {
  image: ['image', 'images'],
  second: ['second', 'seconds'],
  character: ['character', 'characters'],
  search: ['search', 'searches'],
  page: ['page', 'pages'],
} as const satisfies Record<BilledUnit, readonly [string, string]>;

/** The word behind a count of units: `1n` of `search` is a search, `2n` are searches. `units` where nobody knows of what. */
export function unitNoun(unit: BilledUnit | null, count: bigint | number): string {
  if (unit === null) return 'units';
  return NOUNS[unit][BigInt(count) === 1n ? 0 : 1];
}
