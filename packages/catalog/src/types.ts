import type { BilledUnit } from '@modelhub/core/billed-unit';
import type { TokenComponent } from '@modelhub/core/token-usage';

export type Modality = 'text' | 'image' | 'audio' | 'video' | 'pdf';

export type ModelKind = 'chat' | 'embedding' | 'image' | 'audio' | 'moderation' | 'rerank';

/**
 * One price of one endpoint, valid from a date until the next one of the same endpoint, tier and band begins.
 * Figures are nano-USD per million tokens as the provider charges them, before any markup. A component that is not
 * listed costs what `input` (for what is read) or `output` (for what is written) costs; `units` that are not listed are free.
 */
export interface PriceVersion {
  /** Stable: `<endpointId>@<effectiveFrom date>[:tier][:>contextTokensFrom]`. Stored with every usage event. */
  readonly id: string;
  /** ISO date, UTC midnight. */
  readonly effectiveFrom: string;
  /** The band that this price is for: prompts of at least so many tokens. 0 is the base band. */
  readonly contextTokensFrom: number;
  readonly serviceTier: 'standard' | 'priority' | 'flex' | 'batch';
  readonly nanoUsdPerMillionTokens: Readonly<Partial<Record<TokenComponent, bigint>>>;
  /** What the component `units` counts; null where the price has none. */
  readonly unit: BilledUnit | null;
  readonly perRequestNanoUsd: bigint;
}

/** A model at a provider: what a request is really sent to. */
export interface Endpoint {
  /** `<provider>/<upstream model id>`, unique. */
  readonly id: string;
  /** Canonical model id, `<lab>/<model>`. */
  readonly model: string;
  readonly provider: string;
  /** The provider's own name of the model. */
  readonly upstreamModel: string;
  readonly contextTokensMax: number;
  readonly outputTokensMax: number;
  readonly supportedParameters: readonly string[];
  /** Where it runs, if the provider's name of the model says so: `eu`, `us`. Null: wherever the provider decides. */
  readonly region: string | null;
  /** Precision of the weights, where the provider states it: `fp8`. */
  readonly quantization: string | null;
  readonly status: 'active' | 'deprecated' | 'disabled';
  readonly prices: readonly PriceVersion[];
}

export interface Model {
  /** Canonical, `<lab>/<model>`: `openai/gpt-4o`. */
  readonly id: string;
  readonly name: string;
  readonly lab: string;
  readonly description: string;
  /** Other names that people type: `gpt-4o`, `claude-3-5-sonnet-20241022`. */
  readonly aliases: readonly string[];
  readonly releasedAt: string | null;
  readonly openWeights: boolean;
  readonly kind: ModelKind;
  readonly input: readonly Modality[];
  readonly output: readonly Modality[];
  readonly reasoning: boolean;
  readonly toolCalls: boolean;
  readonly structuredOutput: boolean;
  readonly endpoints: readonly Endpoint[];
}
