/** Why a request went where it went, and what was tried. Nothing in it is of the prompt's text. */
export interface RequestDecision {
  /** As the client named them. */
  readonly requestedModels: readonly string[];
  /** What endpoints were ordered by, such as `price`. */
  readonly sort: string;
  /** The saved policy that decided, and the step of it that the request took; null where none did. */
  readonly policy: DecidingPolicy | null;
  /** The version of the catalog that was planned with. */
  readonly catalog: string | null;
  /** With it, the same plan can be made again. */
  readonly seed: number | null;
  /** Every endpoint that was looked at, but for those of providers that are not set up. */
  readonly candidates: readonly DecisionCandidate[];
  /** How many those are. */
  readonly notSetUp: number;
  readonly attempts: readonly DecisionAttempt[];
  /** What the steps of policies go by, for trying others on this request later: counts and kinds. */
  readonly features: object | null;
  /** What the request itself asked of routing, as it was sent, for the same; absent where that was nothing, or too long to be kept. */
  readonly asked?: object;
}

export interface DecidingPolicy {
  readonly name: string;
  /** Null for the one that is built in. */
  readonly version: number | null;
  /** Null where only its constraints held, since the request named a model. */
  readonly step: string | null;
}

export interface DecisionCandidate {
  readonly endpointId: string;
  /** The constraint that left it out. */
  readonly excluded: string | null;
  /** Smaller is better; in the unit of what endpoints were ordered by. */
  readonly score: number | null;
  /** Why it comes after others with a worse score. */
  readonly last?: string | null;
}

export interface DecisionAttempt {
  readonly endpointId: string;
  readonly isOwnKey: boolean;
  /** Milliseconds from the arrival of the request to the beginning of the attempt, and what it took until it was known how it ended. */
  readonly startedMs: number;
  readonly tookMs: number;
  readonly error: string | null;
  /** Made beside another attempt that was slow, not after one that failed. */
  readonly isHedge: boolean;
  /** Ended by us, because another attempt was faster. */
  readonly isCancelled: boolean;
}

/** A decision as it is shown, in the wire's spelling. What is not so is left out. How it is kept: kept-decision.ts. */
export function decisionDocument(decision: RequestDecision): object {
  const { requestedModels, sort, policy, catalog, seed, candidates, notSetUp, attempts, features, asked } = decision;
  return {
    v: 1,
    ...(policy === null ? {} : { policy }),
    requested_models: requestedModels,
    sort,
    catalog,
    seed,
    candidates: candidates.map(({ endpointId, excluded, score, last = null }) =>
      last === null ? { endpoint: endpointId, excluded, score } : { endpoint: endpointId, excluded, score, last },
    ),
    candidates_not_set_up: notSetUp,
    attempts: attempts.map(({ endpointId, isOwnKey, startedMs, tookMs, error, isHedge, isCancelled }) => ({
      endpoint: endpointId,
      provider_key: isOwnKey ? 'own' : 'shared',
      started_ms: startedMs,
      took_ms: tookMs,
      error,
      ...(isHedge ? { hedge: true } : {}),
      ...(isCancelled ? { cancelled: true } : {}),
    })),
    ...(features === null ? {} : { features }),
    ...(asked === undefined ? {} : { provider: asked }),
  };
}
