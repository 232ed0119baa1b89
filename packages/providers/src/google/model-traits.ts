/**
 * What differs on the wire between the generations of Gemini. Evidence: ai.google.dev, "Gemini thinking", "Thought signatures", "Structured
 * outputs", "OpenAI compatibility"; what was read where stands in README.md.
 */
export interface ModelTraits {
  /** `budget`: thinking is given a number of tokens. `level`: it is given a level. `none`: the model does not think, or cannot be told how much. */
  readonly thinking: 'budget' | 'level' | 'none';
  readonly canStopThinking: boolean;
  /** The least and the most that can be given. */
  readonly budget: { readonly min: number; readonly max: number };
  /** From the least to the most. */
  readonly levels: readonly ThinkingLevel[];
  /** Signatures of calls are demanded back, results of tools may hold pictures and files, and tools may stand beside a schema of the answer. */
  readonly isThird: boolean;
}

export type ThinkingLevel = 'minimal' | 'low' | 'medium' | 'high';

const NO_BUDGET = { min: 0, max: 0 };
const SILENT: ModelTraits = { thinking: 'none', canStopThinking: true, budget: NO_BUDGET, levels: [], isThird: false };
const BUDGET: ModelTraits = { ...SILENT, thinking: 'budget' };
const LEVEL: ModelTraits = {
  thinking: 'level',
  canStopThinking: false,
  budget: NO_BUDGET,
  levels: ['low', 'medium', 'high'],
  isThird: true,
};

/** The first pattern that fits; a model that none fits is newer than the list and taken to be like the newest. */
const GENERATIONS: readonly (readonly [RegExp, ModelTraits])[] = [
  [/^(gemini-(1|2\.0)|gemma-|learnlm-)|^gemini-2\.5-.*(image|tts)/, SILENT],
  [/^gemini-2\.5-pro/, { ...BUDGET, canStopThinking: false, budget: { min: 128, max: 32_768 } }],
  [/^gemini-2\.5-flash-lite/, { ...BUDGET, budget: { min: 512, max: 24_576 } }],
  [/^gemini-2\.5-/, { ...BUDGET, budget: { min: 1, max: 24_576 } }],
  [/^gemini-3.*image/, { ...LEVEL, thinking: 'none', levels: [] }],
  [/^gemini-3-pro/, { ...LEVEL, levels: ['low', 'high'] }],
  [/^gemini-3(\.[1-6])?-flash/, { ...LEVEL, levels: ['minimal', 'low', 'medium', 'high'] }],
];

export function traitsOf(upstreamModel: string): ModelTraits {
  return GENERATIONS.find(([pattern]) => pattern.test(upstreamModel))?.[1] ?? LEVEL;
}
