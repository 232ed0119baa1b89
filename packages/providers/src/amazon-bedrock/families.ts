/** Whose reasoning may be steered, and how: by Claude's own fields, by Nova's, or by the fields of open models. */
export type EffortControl = 'claude' | 'nova' | 'flat' | 'nested' | 'qwen' | 'none';

type Medium = 'image' | 'document';

/** What models of one lab take otherwise than others behind Converse. */
export interface Family {
  /** Whether a call can be forced: of any tool, of a named one as well, or not at all. */
  readonly forces: 'named' | 'any' | 'nothing';
  /** Models with structured output of their own (`outputConfig.textFormat`, strict tools); null: none. */
  readonly nativeSchema: RegExp | null;
  readonly effort: EffortControl;
  /** Where cache points may stand; elsewhere the mark is left out, which changes no answer. */
  readonly cachePoints: 'everywhere' | 'conversation' | 'nowhere';
  /** What a tool result may hold beside text. */
  readonly resultMedia: readonly Medium[];
  /** What may not stand in the same turn as a tool result. */
  readonly notBesideResults: 'anything' | 'documents' | 'nothing';
  /** Whether a tool result may say that the tool failed. */
  readonly resultStatus: boolean;
  /** Schemas of tools may not refer to definitions, and have `type`, `properties` and `required` alone at the top. */
  readonly plainSchemas: boolean;
  /** Ids of calls have nine letters and digits. */
  readonly shortCallIds: boolean;
}

const USUAL: Family = {
  forces: 'nothing',
  nativeSchema: null,
  effort: 'none',
  cachePoints: 'nowhere',
  resultMedia: ['image'],
  notBesideResults: 'nothing',
  resultStatus: true,
  plainSchemas: false,
  shortCallIds: false,
};

/** By the name before the first dot of a model id. README.md says where each fact comes from. */
const FAMILIES: Readonly<Record<string, Family>> = {
  anthropic: {
    ...USUAL,
    forces: 'named',
    nativeSchema: /^claude-(opus|sonnet|haiku)-4-[56]/,
    effort: 'claude',
    cachePoints: 'everywhere',
    resultMedia: ['image', 'document'],
    notBesideResults: 'documents',
  },
  amazon: { ...USUAL, forces: 'named', effort: 'nova', cachePoints: 'conversation', plainSchemas: true },
  deepseek: { ...USUAL, nativeSchema: /^v3/ },
  google: { ...USUAL, nativeSchema: /^gemma-3-(12|27)b/ },
  meta: { ...USUAL, resultMedia: ['image', 'document'], notBesideResults: 'anything' },
  minimax: { ...USUAL, nativeSchema: /^minimax-m2/ },
  mistral: {
    ...USUAL,
    forces: 'any',
    nativeSchema: /^(magistral-small|ministral-3|mistral-large-3|voxtral)/,
    resultMedia: ['document'],
    notBesideResults: 'anything',
    shortCallIds: true,
  },
  moonshot: { ...USUAL, forces: 'named', nativeSchema: /^kimi/, resultMedia: [] },
  moonshotai: { ...USUAL, forces: 'named', nativeSchema: /^kimi/, resultMedia: [] },
  nvidia: { ...USUAL, nativeSchema: /^nemotron-nano/ },
  openai: { ...USUAL, nativeSchema: /^gpt-(?!oss-\d)/, effort: 'nested' },
  qwen: { ...USUAL, nativeSchema: /^qwen3/, effort: 'qwen', resultMedia: [] },
  writer: { ...USUAL, notBesideResults: 'anything', resultStatus: false },
  zai: { ...USUAL, forces: 'named', nativeSchema: /^glm/ },
};

/** Inference profiles begin with the part of the world that they serve from. */
const REGION = /^(us-gov|us|eu|apac|au|jp|ca|global)\./;

export interface BedrockModel extends Omit<Family, 'nativeSchema'> {
  readonly lab: string;
  /** The model without region and lab: `claude-sonnet-4-5-20250929-v1:0`. */
  readonly name: string;
  readonly nativeSchema: boolean;
}

/** What a model takes, by its id, its inference profile, or the ARN of one of these. */
export function bedrockModel(upstreamModel: string): BedrockModel {
  const id = upstreamModel.slice(upstreamModel.lastIndexOf('/') + 1).replace(REGION, '');
  const dot = id.indexOf('.');
  const lab = id.slice(0, Math.max(dot, 0));
  const name = id.slice(dot + 1);
  const { nativeSchema, ...family } = FAMILIES[lab] ?? USUAL;
  const effort = lab === 'openai' && name.startsWith('gpt-oss') ? 'flat' : family.effort;
  return { ...family, effort, lab, name, nativeSchema: nativeSchema?.test(name) ?? false };
}

export function isClaude(upstreamModel: string): boolean {
  return bedrockModel(upstreamModel).lab === 'anthropic';
}
