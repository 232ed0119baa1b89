/** A saved policy as it is written and kept. What a gateway makes of it is in the package `routing`. */
export interface PolicyDocument {
  readonly description?: string;
  readonly always?: ProviderFields;
  readonly steps: readonly PolicyStep[];
}

export interface PolicyStep {
  readonly name: string;
  readonly when?: StepConditions;
  readonly models: readonly string[];
  readonly provider?: ProviderFields;
  readonly on_context_too_long?: readonly string[];
  readonly on_content_filtered?: readonly string[];
}

export interface CountRange {
  readonly min?: number;
  readonly max?: number;
}

export interface StepConditions {
  readonly prompt_tokens?: CountRange;
  readonly output_tokens_max?: CountRange;
  readonly turns?: CountRange;
  readonly has_tools?: boolean;
  readonly has_images?: boolean;
  readonly has_audio?: boolean;
  readonly has_files?: boolean;
  readonly json_output?: boolean;
  readonly languages?: readonly string[];
  readonly surfaces?: readonly string[];
  readonly metadata?: Readonly<Record<string, string | readonly string[]>>;
}

/** The same fields as a request's `provider`: those that the form knows are read where they are needed, the others are kept as they are. */
export type ProviderFields = Readonly<Record<string, unknown>>;

export const RANGE_FEATURES = ['prompt_tokens', 'output_tokens_max', 'turns'] as const;
export type RangeFeature = (typeof RANGE_FEATURES)[number];

export const FLAG_FEATURES = ['has_tools', 'has_images', 'has_audio', 'has_files', 'json_output'] as const;
export type FlagFeature = (typeof FLAG_FEATURES)[number];
