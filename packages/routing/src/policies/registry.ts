import type { SortOrder } from '../types.ts';
import { balanced } from './balanced.ts';
import { latency } from './latency.ts';
import type { Policy } from './policy.ts';
import { price } from './price.ts';
import { throughput } from './throughput.ts';

export const POLICIES = { price, latency, throughput, balanced } satisfies Record<SortOrder, Policy>;
