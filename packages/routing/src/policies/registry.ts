import type { SortOrder } from '../types.ts';
import { balanced } from './balanced.ts';
import { latency } from './latency.ts';
import type { Policy } from './policy.ts';
import { price } from './price.ts';
import { quality } from './quality.ts';
import { throughput } from './throughput.ts';

export const POLICIES: Readonly<Record<SortOrder, Policy>> = { price, latency, throughput, balanced, quality };
