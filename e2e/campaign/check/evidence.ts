import type { TapRecord } from '@modelhub/testing/usage-tap/record';
import type { Kill } from '../drive/killer.ts';
import type { Exchange } from '../drive/hold-conversation.ts';
import type { LedgerRow } from './ledger-row.ts';

/** Everything that was seen from outside, and the ledger. */
export interface Evidence {
  readonly exchanges: readonly Exchange[];
  readonly taps: readonly TapRecord[];
  readonly ledger: readonly LedgerRow[];
  readonly kills: readonly Kill[];
  /** By number of the tenant. */
  readonly organizationIds: readonly string[];
}

/** Something that does not agree. */
export interface Finding {
  readonly kind: 'missing' | 'twice' | 'unequal' | 'not allowed';
  readonly what: string;
}

/** `gen_` and the event id without its dashes. */
export function eventIdOf(generationId: string): string {
  const hex = generationId.replace(/^gen_/, '');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

export function groupBy<T>(items: readonly T[], keyOf: (item: T) => string | null): ReadonlyMap<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    if (key === null) continue;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}
