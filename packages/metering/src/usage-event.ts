import type { TokenUsage } from '@modelhub/core/token-usage';
import type { RequestDecision } from './request-decision.ts';

export type Surface =
  | 'chat.completions'
  | 'responses'
  | 'messages'
  | 'completions'
  | 'embeddings'
  | 'moderations'
  | 'rerank'
  | 'images.generations'
  | 'images.edits'
  | 'audio.speech'
  | 'audio.transcriptions'
  | 'audio.translations'
  /** A provider's own API, with the customer's own key. */
  | 'passthrough';

/** How a request ended, as the charge matrix of docs/charges.md names it. */
export type Outcome =
  /** The whole answer reached the client, or the provider reported usage for it. */
  | 'completed'
  /** The client left before the end. */
  | 'cancelled'
  /** Nothing came from any provider. Not charged. */
  | 'failed'
  /** The provider died in mid-stream. Not charged unless it had reported usage. */
  | 'truncated'
  /** The gateway died in mid-request; settled from the last checkpoint. */
  | 'interrupted';

/** Where the token counts come from. Everything but `provider` and `none` is flagged as estimated. */
export type UsageSource = 'provider' | 'estimated' | 'checkpoint' | 'none';

/** Known before the request goes upstream. */
export interface UsageEventOpen {
  /** UUIDv7 with dashes; its time is `openedAtMs`. `gen_` + its hex digits is the public generation id. */
  readonly eventId: string;
  readonly openedAtMs: number;
  readonly requestId: string;
  readonly organizationId: string;
  readonly projectId: string;
  readonly keyId: string;
  readonly userId: string | null;
  readonly surface: Surface;
  readonly stream: boolean;
  readonly requestedModel: string;
  readonly model: string;
  readonly provider: string;
  readonly endpointId: string;
  readonly priceId: string;
  readonly serviceTier: string;
  readonly markupBasisPoints: number;
  readonly reservedNanoUsd: bigint;
  /** What the prompt is taken to be until the provider says. */
  readonly inputTokensEstimate: number;
  readonly outputTokensMax: number;
  /** Until then the request is surely alive; a checkpoint moves it on. */
  readonly leaseUntilMs: number;
}

export interface UsageCheckpoint {
  readonly eventId: string;
  readonly atMs: number;
  readonly outputTokensForwarded: number;
  readonly leaseUntilMs: number;
  /** Usage as far as the provider has reported it by then (Anthropic does so at the start of a stream). */
  readonly reported?: TokenUsage;
  /** What serves now, if a fallback changed it. */
  readonly served?: ServedBy;
}

export interface ServedBy {
  readonly model: string;
  readonly provider: string;
  readonly endpointId: string;
  readonly priceId: string;
  readonly serviceTier: string;
}

/** The end of an event. Holds everything that the ledger row needs, so that it can be shipped without its open. */
export interface UsageEventSettled extends UsageEventOpen {
  readonly settledAtMs: number;
  readonly outcome: Outcome;
  readonly usageSource: UsageSource;
  readonly usage: TokenUsage;
  readonly costNanoUsd: bigint;
  readonly statusCode: number;
  readonly errorCode: string | null;
  readonly attempts: number;
  readonly durationMs: number;
  readonly timeToFirstMs: number | null;
  readonly overheadUs: number | null;
  readonly providerRequestId: string | null;
  readonly finishReason: string | null;
  readonly gatewayId: string;
  /** Null where nobody chose (the provider's own API), where nobody is left who knows, and in what an older gateway wrote. */
  readonly decision: RequestDecision | null;
}
