import { UNMEASURED, type Policy } from './policy.ts';

/** The shortest median time to the first token first. */
export const latency: Policy = {
  scores: (endpoints, { context }) => endpoints.map(({ endpoint }) => context.health.latencyMs(endpoint, 0.5) ?? UNMEASURED),
  equalWithin: 0.1,
  explores: true,
};
