import { costOf, type Policy } from './policy.ts';

/** The cheapest first. */
export const price: Policy = {
  scores: (endpoints, planning) => endpoints.map((one) => costOf(one, planning)),
  equalWithin: 0,
  explores: false,
};
