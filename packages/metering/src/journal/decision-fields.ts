import type { DecisionAttempt, DecisionCandidate, RequestDecision } from '../request-decision.ts';

// As other records: values in a fixed order, and what is new goes to the end. For a request with three candidates that is 330 instead of 670 bytes,
// and 2.0 instead of 4.1 us (Node 24, November 2026).

type CommonFields = readonly [
  requestedModels: readonly string[],
  sort: string,
  policy: readonly [name: string, version: number | null, step: string | null] | null,
  catalog: string | null,
  seed: number | null,
  /** Each with its score, or with the constraint that left it out. */
  candidates: readonly (string | number | null)[],
  notSetUp: number,
  attempts: readonly AttemptFields[],
  features: object | null,
];

/** Then, where there is any: which of the candidates come last and why, and what the request itself asked for. */
export type DecisionFields = readonly [...common: CommonFields, last?: readonly (number | string)[], asked?: object];

type AttemptFields = readonly [endpointId: string, isOwnKey: boolean, startedMs: number, tookMs: number, error: string | null, flags?: number];

const HEDGE = 1;
const CANCELLED = 2;

export function decisionFields(decision: RequestDecision): DecisionFields {
  const { requestedModels, sort, policy, catalog, seed, notSetUp, attempts, features, asked } = decision;
  const candidates: (string | number | null)[] = [];
  let last: (number | string)[] | undefined;
  for (const { endpointId, excluded, score, last: reason = null } of decision.candidates) {
    if (reason !== null) (last ??= []).push(candidates.length / 2, reason);
    candidates.push(endpointId, excluded ?? score);
  }
  const fields: CommonFields = [
    requestedModels,
    sort,
    policy === null ? null : [policy.name, policy.version, policy.step],
    catalog,
    seed,
    candidates,
    notSetUp,
    attempts.map(attemptFields),
    features,
  ];
  if (asked !== undefined) return [...fields, last ?? [], asked];
  return last === undefined ? fields : [...fields, last];
}

/** Null for what cannot be read: nobody goes without a charge because nobody knows why. */
export function decisionFrom(fields: unknown): RequestDecision | null {
  try {
    return read(fields as DecisionFields);
  } catch {
    return null;
  }
}

function read([requestedModels, sort, policy, catalog, seed, flat, notSetUp, attempts, features, last = [], asked]: DecisionFields): RequestDecision {
  const candidates: DecisionCandidate[] = [];
  for (let i = 0; i + 1 < flat.length; i += 2) {
    const what = flat[i + 1] ?? null;
    const excluded = typeof what === 'string' ? what : null;
    candidates.push({ endpointId: String(flat[i]), excluded, score: typeof what === 'number' ? what : null });
  }
  for (let i = 0; i + 1 < last.length; i += 2) {
    const at = Number(last[i]);
    const candidate = candidates[at];
    if (candidate !== undefined) candidates[at] = { ...candidate, last: String(last[i + 1]) };
  }
  return {
    requestedModels: [...requestedModels],
    sort,
    policy: policy === null ? null : { name: policy[0], version: policy[1], step: policy[2] },
    catalog,
    seed,
    candidates,
    notSetUp,
    attempts: attempts.map(attemptFrom),
    features,
    ...(typeof asked === 'object' && asked !== null ? { asked } : {}),
  };
}

function attemptFields({ endpointId, isOwnKey, startedMs, tookMs, error, isHedge, isCancelled }: DecisionAttempt): AttemptFields {
  const flags = (isHedge ? HEDGE : 0) | (isCancelled ? CANCELLED : 0);
  return flags === 0 ? [endpointId, isOwnKey, startedMs, tookMs, error] : [endpointId, isOwnKey, startedMs, tookMs, error, flags];
}

function attemptFrom([endpointId, isOwnKey, startedMs, tookMs, error, flags = 0]: AttemptFields): DecisionAttempt {
  return { endpointId, isOwnKey, startedMs, tookMs, error, isHedge: (flags & HEDGE) !== 0, isCancelled: (flags & CANCELLED) !== 0 };
}
