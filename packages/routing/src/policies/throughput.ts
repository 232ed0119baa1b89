import { UNMEASURED, type Policy } from './policy.ts';

/** The most tokens a second first. The score is the time that a thousand tokens take, so that smaller is better. */
export const throughput: Policy = {
  scores: (endpoints, { context }) =>
    endpoints.map(({ endpoint }) => {
      const tokensPerSecond = context.health.throughput(endpoint, 0.5);
      return tokensPerSecond === null || tokensPerSecond <= 0 ? UNMEASURED : 1_000_000 / tokensPerSecond;
    }),
  equalWithin: 0.1,
  explores: true,
};
