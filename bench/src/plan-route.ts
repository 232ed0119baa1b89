/**
 * What planning a route costs: `node src/plan-route.ts CANDIDATES` plans over endpoints of the catalog and prints the median in microseconds of CPU time. Health has figures for
 * every endpoint, and what is left to chance has a seed, as in the gateway.
 */
import { catalog } from '@modelhub/catalog/catalog';
import { planRoute } from '@modelhub/routing/plan';
import { readPreferences } from '@modelhub/routing/preferences';
import type { RoutingContext } from '@modelhub/routing/types';
import { median } from './statistics.ts';

const ROUNDS = 60;
const PLANS = 3_000;

const wanted = Number(process.argv[2]);
const chat = catalog.models.filter(({ kind }) => kind === 'chat').toSorted((a, b) => b.endpoints.length - a.endpoints.length);
const models: string[] = [];
let endpoints = 0;
for (const model of chat) {
  if (endpoints + model.endpoints.length > wanted) continue;
  models.push(model.id);
  endpoints += model.endpoints.length;
}
const [first = '', ...others] = models;
const preferences = readPreferences({ model: first, ...(others.length > 0 ? { models: others } : {}) });
const latencies = new Map(chat.flatMap((model) => model.endpoints.map(({ id }, index) => [id, 300 + index * 7] as const)));
const context: RoutingContext = {
  atMs: Date.now(),
  seed: 1,
  promptTokens: 100,
  contextTokens: 100,
  providers: { has: () => true },
  ownProviders: new Set(),
  accessLists: [],
  health: {
    isOpen: () => false,
    latencyMs: ({ id }) => latencies.get(id) ?? null,
    throughput: () => 80,
    cost: ({ id }) => latencies.get(id) ?? 0,
  },
  canServe: () => true,
  modalities: [],
  isReachable: () => true,
  parameters: [],
};
const rounds = Array.from({ length: ROUNDS }, (_round, round) => {
  const before = process.cpuUsage();
  for (let plan = 0; plan < PLANS; plan += 1) planRoute(preferences, { ...context, seed: round * PLANS + plan });
  const { user, system } = process.cpuUsage(before);
  return (user + system) / PLANS;
});
process.stdout.write(`${JSON.stringify({ candidates: endpoints, us: median(rounds) })}\n`);
