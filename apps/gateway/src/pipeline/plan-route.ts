import type { Principal } from '@modelhub/access/principal';
import type { Endpoint } from '@modelhub/catalog/types';
import type { SurfaceCall } from '@modelhub/surfaces/types';
import { planRoute } from '@modelhub/routing/plan';
import type { Candidate, ChosenPolicy, DecisionRecord, EndpointHealth, Escape, Escapes, HedgeWish, RoutingContext } from '@modelhub/routing/types';
import { targetsOf, type Target } from '../accounts/targets.ts';
import type { Gateway } from '../gateway.ts';
import { sessionOf, type CachedShare } from '../health/session-caches.ts';
import { routingOf } from '../policies/routing-of.ts';
import { hedgingOf } from './hedging-of.ts';
import { noRouteError } from './no-route-error.ts';
import { withDecision } from './route-notes.ts';

/** Fields that every endpoint understands, or that are ours. */
const ALWAYS_SUPPORTED = new Set(['model', 'messages', 'stream', 'stream_options', 'models', 'provider', 'user', 'metadata', 'store', 'n']);

const NO_PROVIDERS: ReadonlySet<string> = new Set();

export interface RoutePlan {
  /** Endpoints to try, in order, and on which account; at least one. */
  readonly candidates: readonly [Target, ...Target[]];
  /** Those of a policy for what the others refuse. */
  readonly escapes: Escapes<Target> | null;
  readonly decision: DecisionRecord;
  /** A second request is wanted beside one that is slow. */
  readonly hedging: HedgeWish | null;
  /** What the request belongs to; see session-caches.ts. */
  readonly session: string | null;
}

/** Where the request can go. Throws the error that says why it can go nowhere. */
export function planRequest(gateway: Gateway, principal: Principal, { call, atMs }: { readonly call: SurfaceCall; readonly atMs: number }): RoutePlan {
  const { request, promptTokens, contextTokens } = call;
  const { preferences, policy } = routingOf(gateway, principal, call);
  const ownProviders = principal.ownCredentials.length === 0 ? NO_PROVIDERS : new Set(principal.ownCredentials.map(({ provider }) => provider));
  const { providers } = gateway;
  const serviceTier = request['service_tier'];
  const context: RoutingContext = {
    atMs,
    seed: Math.floor(Math.random() * 2 ** 32),
    promptTokens,
    contextTokens,
    providers: ownProviders.size === 0 ? providers : { has: (id) => providers.has(id) || ownProviders.has(id) },
    ownProviders,
    accessLists: principal.accessLists,
    health: healthFor(gateway, principal),
    canServe: (endpoint, model) => call.kinds.includes(model.kind) && canServe(gateway, principal, { call, endpoint }),
    isReachable: (endpoint) => gateway.accounts.reaches(principal, endpoint),
    modalities: call.inputModalities,
    parameters: preferences.requireParameters ? Object.keys(request).filter((field) => !ALWAYS_SUPPORTED.has(field)) : [],
  };
  const session = preferences.sessionKey === null ? null : sessionOf(principal, preferences.sessionKey);
  const result = planRoute(
    preferences,
    withRareFacts(context, { serviceTier, policy, cachedShare: session === null ? null : gateway.sessionCaches.sharesOf(session, { promptTokens, atMs }) }),
  );
  if (result.kind === 'none-left') throw withDecision(noRouteError(result, call.surface), result.decision);
  if (result.kind !== 'planned') throw noRouteError(result, call.surface);
  const candidates = targetsOf(gateway.accounts, principal, result.candidates);
  if (!isNotEmpty(candidates)) throw new Error('a plan without candidates');
  const escapes = result.escapes === null ? null : escapeTargets(gateway, principal, result.escapes);
  const hedging = preferences.hedge === null ? null : hedgingOf(preferences.hedge, call);
  return { candidates, escapes, decision: result.decision, hedging, session };
}

/** Few requests have any of them, and all would pay for a spread. */
function withRareFacts(
  context: RoutingContext,
  { serviceTier, policy, cachedShare }: { readonly serviceTier: unknown; readonly policy: ChosenPolicy | null; readonly cachedShare: CachedShare | null },
): RoutingContext {
  const tiered = typeof serviceTier === 'string' ? { ...context, serviceTier } : context;
  const cached = cachedShare === null ? tiered : { ...tiered, cachedShare };
  return policy === null ? cached : { ...cached, policy };
}

function escapeTargets(gateway: Gateway, principal: Principal, escapes: Escapes<Candidate>): Escapes<Target> {
  const targets: Partial<Record<Escape, readonly Target[]>> = {};
  for (const [escape, candidates] of Object.entries(escapes)) targets[escape as Escape] = targetsOf(gateway.accounts, principal, candidates);
  return targets;
}

function isNotEmpty(targets: readonly Target[]): targets is readonly [Target, ...Target[]] {
  return targets.length > 0;
}

/** Endpoints as this customer would be served: on its own account where it has one. */
function healthFor({ health, accounts }: Gateway, principal: Principal): EndpointHealth {
  return {
    isOpen: ({ id, provider }) => health.isOpen(accounts.first(principal, provider), id),
    latencyMs: ({ id, provider }, share) => health.latencyMs(accounts.shared(provider), id, share),
    throughput: ({ id, provider }, share) => health.throughput(accounts.shared(provider), id, share),
    cost: ({ id, provider }) => health.cost(accounts.first(principal, provider), id),
    isTight: ({ id, provider }) => health.isTight(accounts.first(principal, provider), id),
  };
}

function canServe(gateway: Gateway, principal: Principal, { call, endpoint }: { readonly call: SurfaceCall; readonly endpoint: Endpoint }): boolean {
  const account = gateway.accounts.first(principal, endpoint.provider);
  return account !== undefined && call.canBeServedBy(account.adapter);
}
