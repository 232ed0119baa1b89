import { priceAt } from '@modelhub/catalog/price';
import type { Endpoint } from '@modelhub/catalog/types';
import { offeredModels } from '#src/features/catalog/server/offered.ts';

/** Its key is a service account, which only gateways exchange for a token. */
const SIGNS_IN = 'google-vertex';

/** The endpoint of a provider at which a few tokens cost least, and which writes them at once; undefined where it has no conversations. */
export function checkModel(providerId: string): Endpoint | undefined {
  if (providerId === SIGNS_IN) return undefined;
  const atMs = Date.now();
  const costOf = (endpoint: Endpoint): bigint => priceAt(endpoint, { atMs, promptTokens: 0 })?.nanoUsdPerMillionTokens.output ?? 0n;
  const models = offeredModels.filter(({ kind }) => kind === 'chat');
  const endpoints = models.flatMap((model) =>
    model.endpoints.filter(({ provider, status }) => provider === providerId && status === 'active').map((endpoint) => ({ endpoint, model })),
  );
  const best = endpoints.toSorted(
    (a, b) =>
      Number(a.model.reasoning) - Number(b.model.reasoning) || Number(costOf(a.endpoint) - costOf(b.endpoint)) || (a.endpoint.id < b.endpoint.id ? -1 : 1),
  );
  return best[0]?.endpoint;
}
