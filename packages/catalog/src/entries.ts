import type { BilledUnit } from '@modelhub/core/billed-unit';
import type { TokenComponent } from '@modelhub/core/token-usage';
import type { DataPolicy, Modality, ModelKind } from './types.ts';

/** USD per million tokens (`units`: per million of the price's `unit`) as decimals in text, so that no figure passes through a float. */
export type UsdPrices = Readonly<Partial<Record<TokenComponent, string>>>;

/** What an endpoint costs from a date on. A changed price is another entry with a later date, never an edited figure. */
export interface PriceEntry {
  /** ISO date, UTC midnight. */
  readonly from: string;
  readonly usd: UsdPrices;
  /** What `usd.units` is a price of: goes with it. */
  readonly unit?: BilledUnit;
  /** Other prices for prompts of at least so many tokens. */
  readonly usdOver?: Readonly<Record<number, UsdPrices>>;
  /** A fee for each request, in USD. */
  readonly usdPerRequest?: string;
  /** Where the figures are from, if not from the list that the catalog is refreshed from. */
  readonly source?: string;
}

export interface EndpointEntry {
  readonly provider: string;
  /** The provider's own name of the model. */
  readonly as: string;
  readonly contextTokens: number;
  readonly outputTokens: number;
  readonly region?: string;
  readonly quantization?: string;
  readonly status?: 'deprecated' | 'disabled';
  /** Where it is not the provider's. */
  readonly dataPolicy?: Partial<DataPolicy>;
  /** Written by somebody who knows better than the public list, or what the list does not have: a refresh leaves it as it is. */
  readonly byHand?: true;
  /** Where this provider lacks what the model could do. */
  readonly without?: readonly ('toolCalls' | 'structuredOutput')[];
  /** A transcription endpoint that can also answer in English, whatever is spoken. */
  readonly translatesAudio?: true;
  /** In the order of their dates. */
  readonly prices: readonly PriceEntry[];
}

/** A model and everybody who serves it. */
export interface ModelEntry {
  /** Without the lab. */
  readonly id: string;
  readonly name: string;
  /** Absent: made from the facts. */
  readonly description?: string;
  /** Other names besides the bare id, which always works while no other lab has a model of that name. */
  readonly aliases?: readonly string[];
  readonly releasedAt: string;
  readonly openWeights?: true;
  /** `chat` by default. */
  readonly kind?: ModelKind;
  /** Text by default. */
  readonly input?: readonly Modality[];
  /** Where `input` is a guess. */
  readonly inputUnknown?: true;
  readonly output?: readonly Modality[];
  readonly reasoning?: true;
  readonly toolCalls?: true;
  readonly structuredOutput?: true;
  /** False where the model fixes its temperature. */
  readonly temperature?: false;
  readonly endpoints: readonly EndpointEntry[];
}

/** All models of one lab: a file in `models/`. */
export interface LabEntries {
  /** First part of canonical ids. */
  readonly lab: string;
  readonly name: string;
  readonly models: readonly ModelEntry[];
}
