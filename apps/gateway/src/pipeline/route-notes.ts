import type { ErrorCode, ModelHubError } from '@modelhub/core/errors';
import { catalogVersion } from '@modelhub/catalog/catalog-version';
import { decisionDocument, type DecisionAttempt, type DecisionCandidate, type RequestDecision } from '@modelhub/metering/request-decision';
import type { RequestFeatures } from '@modelhub/routing/saved/features';
import type { DecisionRecord } from '@modelhub/routing/types';
import type { SurfaceCall } from '@modelhub/surfaces/types';
import type { Target } from '../accounts/targets.ts';

/** `enabled` asks for the notes. */
const METADATA_HEADER = 'x-modelhub-metadata';

/** Names of clients, and what was looked at for them, are kept up to here: nobody fills a disk with them. */
const MODELS_MAX = 20;
const NAME_CHARS_MAX = 100;
const CANDIDATES_MAX = 100;
/** Of what a client labels its requests with; the longest that OpenAI takes (API reference, "metadata"). */
const LABEL_CHARS_MAX = 512;
/** Of what it asks of routing: long lists of providers are not kept, and such requests are tried without. */
const ASKED_CHARS_MAX = 1_000;

export function asksForNotes(headers: Readonly<Record<string, string | string[] | undefined>>): boolean {
  return headers[METADATA_HEADER] === 'enabled';
}

/** What an attempt was besides the one at work, where it was. */
type Beside = Pick<DecisionAttempt, 'isHedge' | 'isCancelled'>;
const NO_ATTEMPTS: readonly DecisionAttempt[] = [];
const ALONE: Beside = { isHedge: false, isCancelled: false };

/** Why a request went where it went: which endpoints were looked at, what became of each, and what was tried. Kept for every request, and told to who asks. */
export class RouteNotes {
  readonly #decision: DecisionRecord;
  readonly #receivedAtMs: number;
  readonly #call: SurfaceCall | null;
  #attempts: readonly DecisionAttempt[] = NO_ATTEMPTS;

  constructor(decision: DecisionRecord, { receivedAtMs, call }: { readonly receivedAtMs: number; readonly call: SurfaceCall | null }) {
    this.#decision = decision;
    this.#receivedAtMs = receivedAtMs;
    this.#call = call;
  }

  attempted({ endpoint, account }: Target, startedAtMs: number, error: ErrorCode | null, { isHedge, isCancelled } = ALONE): void {
    const attempt: DecisionAttempt = {
      endpointId: endpoint.id,
      isOwnKey: account.own !== null,
      startedMs: rounded(startedAtMs - this.#receivedAtMs),
      tookMs: rounded(performance.now() - startedAtMs),
      error,
      isHedge,
      isCancelled,
    };
    // Nearly always there is one: an array that is added to would make room for sixteen more.
    this.#attempts = this.#attempts.length === 0 ? [attempt] : [...this.#attempts, attempt];
  }

  /** For the books; this runs for every request. */
  toDecision(): RequestDecision {
    const { requestedModels, sort, seed, policy, considered } = this.#decision;
    const asked = this.#call === null ? undefined : askedOf(this.#call.request['provider']);
    const candidates: DecisionCandidate[] = [];
    for (const one of considered) if (one.excluded !== 'provider_not_configured') candidates.push(one);
    return {
      requestedModels: isShort(requestedModels) ? requestedModels : requestedModels.slice(0, MODELS_MAX).map((name) => name.slice(0, NAME_CHARS_MAX)),
      sort,
      policy,
      catalog: catalogVersion(),
      seed,
      // The last are those that could serve.
      candidates: candidates.length > CANDIDATES_MAX ? candidates.slice(-CANDIDATES_MAX) : candidates,
      notSetUp: considered.length - candidates.length,
      attempts: this.#attempts,
      features: this.#call === null ? null : featuresOf(this.#call),
      ...(asked === undefined ? {} : { asked }),
    };
  }

  /** The answer with the notes in it, as `modelhub`. It has to be an object with members, as answers are. */
  inBody(body: Buffer): Buffer {
    return Buffer.concat([body.subarray(0, body.lastIndexOf('}')), Buffer.from(`,"modelhub":${this.#toJson()}}`)]);
  }

  /** In a stream they are a comment, which readers of events skip; its last event stays the last. */
  beforeEnd(terminalPart: Buffer): Buffer {
    return Buffer.concat([Buffer.from(`: modelhub ${this.#toJson()}\n\n`), terminalPart]);
  }

  #toJson(): string {
    const document = decisionDocument(this.toDecision());
    // Only where nothing is left, so that it is told and not kept.
    const { nearest } = this.#decision;
    return JSON.stringify(nearest === null ? document : { ...document, nearest: { without: nearest.without, endpoints: nearest.endpointIds } });
  }
}

const refusals = new WeakMap<ModelHubError, DecisionRecord>();

/** Lets an error tell what was looked at before it was clear that nothing is left. */
export function withDecision(error: ModelHubError, decision: DecisionRecord): ModelHubError {
  refusals.set(error, decision);
  return error;
}

/** Of a request that was refused because nothing is left; null for other errors. */
export function notesOfRefusal(error: ModelHubError, receivedAtMs: number): RouteNotes | null {
  const decision = refusals.get(error);
  return decision === undefined ? null : new RouteNotes(decision, { receivedAtMs, call: null });
}

/** They are looked at when the answer is there, unless a policy has looked at them before. A request that cannot be read to its depth has none. */
function featuresOf(call: SurfaceCall): RequestFeatures | null {
  let features: RequestFeatures;
  try {
    ({ features } = call);
  } catch {
    return null;
  }
  return Object.values(features.metadata).every((label) => label.length <= LABEL_CHARS_MAX) ? features : { ...features, metadata: {} };
}

/** What a client asks of routing, but for what it calls its sessions. */
function askedOf(provider: unknown): object | undefined {
  if (typeof provider !== 'object' || provider === null) return undefined;
  const { session_id: _session, ...asked } = provider as Readonly<Record<string, unknown>>;
  return Object.keys(asked).length === 0 || JSON.stringify(asked).length > ASKED_CHARS_MAX ? undefined : asked;
}

function isShort(models: readonly string[]): boolean {
  return models.length === 1 && (models[0] ?? '').length <= NAME_CHARS_MAX;
}

function rounded(ms: number): number {
  return Math.round(ms * 10) / 10;
}
