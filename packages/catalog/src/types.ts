import type { BilledUnit } from '@modelhub/core/billed-unit';
import type { TokenComponent } from '@modelhub/core/token-usage';

export type Modality = 'text' | 'image' | 'audio' | 'video' | 'pdf';

/** What a model is for, which decides the surface it is called on. `completion`: continues a text and knows no conversation. */
export const MODEL_KINDS = ['chat', 'completion', 'embedding', 'image', 'speech', 'transcription', 'moderation', 'rerank'] as const;
export type ModelKind = (typeof MODEL_KINDS)[number];

/** What becomes of prompts and answers at a provider. Null: it does not say. */
export interface DataPolicy {
  /** Whether they may be used to improve models. */
  readonly training: boolean | null;
  /** For how many days they are kept at most; 0: not beyond the answer. */
  readonly retentionDays: number | null;
}

/**
 * One price of one endpoint, valid from a date until the next one of the same endpoint, tier and band begins.
 * Figures are nano-USD per million tokens as the provider charges them, before any markup. A component that is not
 * listed costs what `input` (for what is read) or `output` (for what is written) costs; `units` that are not listed are free.
 */
export interface PriceVersion {
  /** Stable: `<endpointId>@<effectiveFrom date>[:tier][:>contextTokensFrom]`, `standard` being no tier. Stored with every usage event. */
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
  /** 0 for what has no context window, such as a model that hears or draws. */
  readonly contextTokensMax: number;
  readonly outputTokensMax: number;
  readonly supportedParameters: readonly string[];
  /** Where it runs, if the provider's name of the model says so: `eu`, `us`. Null: wherever the provider decides. */
  readonly region: string | null;
  /** Precision of the weights, where the provider states it: `fp8`. */
  readonly quantization: string | null;
  readonly status: 'active' | 'deprecated' | 'disabled';
  /** The day on which the provider switches it off, by its own announcement: ISO date, past or to come. */
  readonly deprecatedAt: string | null;
  readonly dataPolicy: DataPolicy;
  /** Answers on the provider's responses surface and on no other. */
  readonly responsesOnly: boolean;
  /** Serves translations of audio besides transcriptions. */
  readonly translatesAudio: boolean;
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
  /** False where nobody has stated it: then `input` is what is likely, and leaves nothing out. */
  readonly isInputKnown: boolean;
  readonly output: readonly Modality[];
  readonly reasoning: boolean;
  readonly toolCalls: boolean;
  readonly structuredOutput: boolean;
  readonly endpoints: readonly Endpoint[];
}
