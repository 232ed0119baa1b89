import { OWN_KEY_PRICE, priceAt } from '@modelhub/catalog/price';
import type { Endpoint, Modality, Model, ModelKind } from '@modelhub/catalog/types';
import { ModelHubError } from '@modelhub/core/errors';
import type { TokenUsage } from '@modelhub/core/token-usage';
import { costOfUsage } from '@modelhub/metering/cost';
import { findProvider } from '@modelhub/providers/registry';
import { planRoute } from '@modelhub/routing/plan';
import { withProvider } from '@modelhub/routing/preferences';
import type { PolicyDocument } from '@modelhub/routing/saved/document';
import type { RequestFeatures, Surface } from '@modelhub/routing/saved/features';
import { matchStep } from '@modelhub/routing/saved/match';
import type { EndpointHealth, RoutePlan, RoutingPreferences } from '@modelhub/routing/types';
import { accessListsOf, type ServingWorld } from './serving-world.ts';

/** Kinds of models that each surface asks. */
const KINDS = {
  'chat.completions': ['chat'],
  responses: ['chat'],
  messages: ['chat'],
  completions: ['completion', 'chat'],
  embeddings: ['embedding'],
  moderations: ['moderation'],
  rerank: ['rerank'],
  'images.generations': ['image'],
  'images.edits': ['image'],
  'audio.speech': ['speech'],
  'audio.transcriptions': ['transcription'],
  'audio.translations': ['transcription'],
} as const satisfies Record<Surface, readonly ModelKind[]>;

/** The dashboard measures nothing: every endpoint is well, and none is known to be faster than another. */
const NOTHING_MEASURED: EndpointHealth = { isOpen: () => false, latencyMs: () => null, throughput: () => null, cost: () => 0 };

export interface PlannedByPolicy {
  readonly step: string;
  readonly plan: RoutePlan;
}

/** Where a gateway with this policy would send such a request, if all endpoints were well. Where the step goes by speed, the cheapest endpoint stands in. */
export function planWithPolicy(
  policy: PolicyDocument,
  features: RequestFeatures,
  { world, keyId, asked = null }: { readonly world: ServingWorld; readonly keyId: string | null; readonly asked?: object | null },
): PlannedByPolicy {
  const { name, preferences: ofStep } = matchStep(policy, features);
  const preferences = asked === null ? ofStep : withAsked(ofStep, asked);
  const { ownProviders, providers } = world;
  const plan = planRoute(asEstimated(preferences), {
    atMs: world.atMs,
    providers: { has: (id) => providers.has(id) || ownProviders.has(id) },
    ownProviders,
    accessLists: accessListsOf(world, keyId),
    health: NOTHING_MEASURED,
    canServe: (endpoint, model) => canServe(features.surface, endpoint, model),
    isReachable: () => true,
    parameters: parametersOf(features),
    modalities: modalitiesOf(features),
    promptTokens: features.prompt_tokens,
    contextTokens: features.prompt_tokens,
  });
  return { step: name, plan };
}

/** On top of the policy what the request asked for itself, as a gateway has it. Kept by a later version, it may say what this one cannot read. */
function withAsked(preferences: RoutingPreferences, asked: object): RoutingPreferences {
  try {
    return withProvider(preferences, asked);
  } catch (error) {
    if (error instanceof ModelHubError) return preferences;
    throw error;
  }
}

function asEstimated(preferences: RoutingPreferences): RoutingPreferences {
  const isBySpeed = preferences.sort === 'latency' || preferences.sort === 'throughput';
  return { ...preferences, sort: isBySpeed ? 'price' : preferences.sort, weights: null, preferredMaxLatencyMs: null, preferredMinThroughput: null };
}

function canServe(surface: Surface, { provider }: Endpoint, { kind }: Model): boolean {
  if (!(KINDS[surface] as readonly ModelKind[]).includes(kind)) return false;
  const adapter = findProvider(provider)?.adapter;
  if (adapter === undefined) return false;
  if (surface === 'chat.completions' || surface === 'responses' || surface === 'messages' || surface === 'completions') return adapter.conversation !== null;
  return adapter.operations[surface] !== undefined;
}

function modalitiesOf({ images, audio, files }: RequestFeatures): readonly Modality[] {
  return [...(images > 0 ? (['image'] as const) : []), ...(audio > 0 ? (['audio'] as const) : []), ...(files > 0 ? (['pdf'] as const) : [])];
}

/** Of a request's parameters only those are known that its features tell. */
function parametersOf({ tools, json_output: json }: RequestFeatures): readonly string[] {
  return [...(tools > 0 ? ['tools'] : []), ...(json ? ['response_format'] : [])];
}

/** What these tokens cost the customer at an endpoint, by the price of today; undefined where it has none yet. */
export function costAt(
  endpoint: Endpoint,
  { usage, promptTokens, serviceTier }: { readonly usage: TokenUsage; readonly promptTokens: number; readonly serviceTier?: string },
  { atMs, ownProviders, markupBasisPoints }: ServingWorld,
): bigint | undefined {
  const price = ownProviders.has(endpoint.provider)
    ? OWN_KEY_PRICE
    : priceAt(endpoint, { atMs, promptTokens, ...(serviceTier === undefined ? {} : { serviceTier }) });
  return price === undefined ? undefined : costOfUsage({ usage, price, markupBasisPoints });
}
