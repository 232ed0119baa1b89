import type { CountRange, FlagFeature, PolicyDocument, PolicyStep, ProviderFields, RangeFeature, StepConditions } from './policy-document.ts';

const RANGE_WORDS = { prompt_tokens: 'prompt tokens', output_tokens_max: 'tokens of output allowed', turns: 'turns' } as const satisfies Record<
  RangeFeature,
  string
>;

const FLAG_WORDS = {
  has_tools: ['with tools', 'without tools'],
  has_images: ['with images', 'without images'],
  has_audio: ['with audio', 'without audio'],
  has_files: ['with files', 'without files'],
  json_output: ['JSON asked for', 'no JSON asked for'],
} as const satisfies Record<FlagFeature, readonly [string, string]>;

const languageNames = new Intl.DisplayNames('en', { type: 'language' });

/** `de` -> `German`; what is no code stays as it is. */
export function languageName(code: string): string {
  try {
    return languageNames.of(code) ?? code;
  } catch {
    return code;
  }
}

function rangeWords({ min, max }: CountRange, what: string): string {
  if (min !== undefined && max !== undefined) return `${min.toLocaleString('en')} to ${max.toLocaleString('en')} ${what}`;
  if (min !== undefined) return `at least ${min.toLocaleString('en')} ${what}`;
  return max === undefined ? what : `up to ${max.toLocaleString('en')} ${what}`;
}

function oneOf(words: readonly string[]): string {
  return words.length < 2 ? (words[0] ?? '') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}

/** The conditions of a step in a few words each; none where it always holds. */
export function conditionWords(when: StepConditions | undefined): string[] {
  if (when === undefined) return [];
  const words: string[] = [];
  for (const [feature, what] of Object.entries(RANGE_WORDS)) {
    const range = when[feature as RangeFeature];
    if (range !== undefined) words.push(rangeWords(range, what));
  }
  for (const [feature, [yes, no]] of Object.entries(FLAG_WORDS)) {
    const flag = when[feature as FlagFeature];
    if (flag !== undefined) words.push(flag ? yes : no);
  }
  if (when.languages !== undefined) words.push(`in ${oneOf(when.languages.map(languageName))}`);
  if (when.surfaces !== undefined) words.push(`on ${oneOf(when.surfaces)}`);
  for (const [key, values] of Object.entries(when.metadata ?? {})) words.push(`${key} is ${oneOf(typeof values === 'string' ? [values] : values)}`);
  return words;
}

const SORT_WORDS: Readonly<Record<string, string>> = {
  price: 'cheapest first',
  latency: 'first to answer first',
  throughput: 'most tokens a second first',
  quality: 'best first',
  balanced: 'balanced',
};

function textsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}

const KNOWN = new Set(['sort', 'balance', 'regions', 'data_collection', 'zdr', 'only', 'ignore', 'quantizations', 'max_price']);

/** Preference and constraints in a few words each. */
export function providerWords(provider: ProviderFields | undefined): string[] {
  if (provider === undefined) return [];
  const words: string[] = [];
  const { sort, balance, max_price: maxPrice } = provider;
  if (typeof sort === 'string') words.push(SORT_WORDS[sort] ?? sort);
  if (typeof balance === 'object' && balance !== null)
    words.push(
      `by ${Object.entries(balance)
        .map(([what, weight]) => `${what} ${String(weight)}`)
        .join(', ')}`,
    );
  const regions = textsOf(provider['regions']);
  if (regions.length > 0) words.push(`${regions.map((region) => region.toUpperCase()).join(' or ')} only`);
  if (provider['data_collection'] === 'deny') words.push('no training on data');
  if (provider['zdr'] === true) words.push('nothing kept');
  const [only, ignore, quantizations] = [textsOf(provider['only']), textsOf(provider['ignore']), textsOf(provider['quantizations'])];
  if (only.length > 0) words.push(`only ${only.join(', ')}`);
  if (ignore.length > 0) words.push(`never ${ignore.join(', ')}`);
  if (quantizations.length > 0) words.push(`precision ${quantizations.join(' or ')}`);
  if (typeof maxPrice === 'object' && maxPrice !== null) {
    for (const [what, usd] of Object.entries(maxPrice))
      words.push(`at most $${String(usd)} per ${what === 'prompt' || what === 'completion' ? `1M ${what} tokens` : what}`);
  }
  for (const [field, value] of Object.entries(provider)) if (!KNOWN.has(field)) words.push(`${field} ${JSON.stringify(value)}`);
  return words;
}

/** `openai/gpt-4o-mini` -> `gpt-4o-mini`. */
export function shortModel(id: string): string {
  return id.slice(id.indexOf('/') + 1);
}

function stepWords({ name, models }: PolicyStep): string {
  return `${name} → ${models[0] === undefined ? 'no model' : shortModel(models[0])}`;
}

/** What a policy does, in a line: as its author says it, else by its steps. */
export function summaryOf({ description, steps, always }: PolicyDocument): string {
  if (description !== undefined && description.trim() !== '') return description;
  return [...steps.map(stepWords), ...providerWords(always)].join(' · ');
}
