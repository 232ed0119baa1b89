import { qualityOf } from '@modelhub/catalog/quality';
import { UNMEASURED, type Policy } from './policy.ts';

/**
 * The best model first, by public benchmarks: the score is the share of tasks that it does not solve. All endpoints of a model are equally good, and the cheapest
 * of them serves. A model without figures comes last.
 */
export const quality: Policy = {
  scores: (endpoints) =>
    endpoints.map(({ endpoint }) => {
      const solved = qualityOf(endpoint.model);
      return solved === null ? UNMEASURED : 1 - solved;
    }),
  equalWithin: 0,
  explores: false,
  cheapestOfEquals: true,
};
