/**
 * What differs on the wire between the generations of Claude. Evidence: platform.claude.com, pages "Thinking", "Effort", "Structured
 * outputs" and the migration guides, read on 2026-11-24.
 */
export interface ModelTraits {
  /** `budget`: thinking is given a number of tokens. `adaptive`: the model decides, steered by an effort; a budget is refused. */
  readonly thinking: 'budget' | 'adaptive';
  /** What a request without `thinking` does; `always` cannot be turned off. */
  readonly thinkingDefault: 'off' | 'on' | 'always';
  readonly efforts: readonly string[];
  /** Whether `output_config.format` and strict tools are understood. */
  readonly nativeSchema: boolean;
}

const EFFORTS = ['low', 'medium', 'high', 'xhigh', 'max'];
const BUDGET: ModelTraits = { thinking: 'budget', thinkingDefault: 'off', efforts: [], nativeSchema: false };
const ADAPTIVE: ModelTraits = { thinking: 'adaptive', thinkingDefault: 'off', efforts: EFFORTS, nativeSchema: true };

/** The first pattern that fits; a model that none fits is newer than the list and taken to be like the newest. */
const GENERATIONS: readonly (readonly [RegExp, ModelTraits])[] = [
  [/^claude-(3-|2|instant|(opus|sonnet)-4-([01]|20\d{6})(-|$))/, BUDGET],
  [/^claude-(opus|sonnet|haiku)-4-5/, { ...BUDGET, nativeSchema: true }],
  [/^claude-(opus|sonnet)-4-6/, { ...ADAPTIVE, efforts: ['low', 'medium', 'high', 'max'] }],
  [/^claude-opus-4-/, ADAPTIVE],
  [/^claude-(fable|mythos)-/, { ...ADAPTIVE, thinkingDefault: 'always' }],
];
const NEWEST: ModelTraits = { ...ADAPTIVE, thinkingDefault: 'on' };

export function traitsOf(upstreamModel: string): ModelTraits {
  return GENERATIONS.find(([pattern]) => pattern.test(upstreamModel))?.[1] ?? NEWEST;
}
