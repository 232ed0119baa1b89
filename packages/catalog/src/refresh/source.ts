/** A model at a provider as a public list describes it, after lenient reading. Prices are USD per million tokens, as decimals in text. */
export interface SourceModel {
  readonly provider: string;
  readonly upstreamId: string;
  readonly name: string;
  /** ISO date. */
  readonly releasedAt: string;
  readonly openWeights: boolean;
  readonly reasoning: boolean;
  readonly toolCalls: boolean;
  readonly structuredOutput: boolean;
  readonly temperature: boolean;
  readonly input: readonly string[];
  readonly output: readonly string[];
  readonly contextTokens: number;
  readonly outputTokens: number;
  readonly isDeprecated: boolean;
  /** Component to price; null where the list has none. */
  readonly price: SourcePrice | null;
}

interface SourcePrice {
  readonly usd: Readonly<Record<string, string>>;
  readonly usdOver: Readonly<Record<number, Readonly<Record<string, string>>>>;
  readonly usdPerRequest: string | null;
}

type Json = Readonly<Record<string, unknown>>;

const object = (value: unknown): Json => (typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {});
const texts = (value: unknown): string[] => (Array.isArray(value) ? value.filter((item) => typeof item === 'string') : []);
const count = (value: unknown): number => (typeof value === 'number' && value > 0 ? Math.trunc(value) : 0);

/**
 * Reads the list at https://models.dev/api.json (an open data set of models, providers and prices; format as of July 2026): an object of
 * providers, each with an object of models. What is missing or odd in it is left out.
 */
export function readModelsDev(list: unknown): SourceModel[] {
  return Object.entries(object(list)).flatMap(([provider, entry]) =>
    Object.entries(object(object(entry)['models'])).map(([id, model]) => readModel(provider, id, object(model))),
  );
}

function readModel(provider: string, id: string, model: Json): SourceModel {
  const limit = object(model['limit']);
  const modalities = object(model['modalities']);
  const input = texts(modalities['input']);
  const output = texts(modalities['output']);
  return {
    provider,
    upstreamId: id,
    name: typeof model['name'] === 'string' ? model['name'] : id,
    releasedAt: isoDate(model['release_date']),
    openWeights: model['open_weights'] === true,
    reasoning: model['reasoning'] === true,
    toolCalls: model['tool_call'] === true,
    structuredOutput: model['structured_output'] === true,
    temperature: model['temperature'] !== false,
    input: input.length === 0 ? ['text'] : input,
    output: output.length === 0 ? ['text'] : output,
    contextTokens: count(limit['context']),
    outputTokens: count(limit['output']),
    isDeprecated: model['status'] === 'deprecated',
    price: withHourCache(id, readPrice(model['cost'])),
  };
}

/** Before it nothing was sold that is still sold. */
const EARLIEST_DATE = '2024-01-01';

/** `2025-04` is its first day, and `2025-25-11`, which is no date, the first of its year. */
function isoDate(value: unknown): string {
  const match = /^(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?/.exec(typeof value === 'string' ? value : '');
  if (match === null) return EARLIEST_DATE;
  const date = `${match[1]}-${match[2] ?? '01'}-${match[3] ?? '01'}`;
  const ms = Date.parse(`${date}T00:00:00Z`);
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(date) ? date : `${match[1]}-01-01`;
}

const COMPONENTS: Readonly<Record<string, string>> = {
  input: 'input',
  output: 'output',
  cache_read: 'cachedInput',
  cache_write: 'cacheWrite5m',
  reasoning: 'reasoning',
  input_audio: 'audioInput',
  output_audio: 'audioOutput',
};

function readPrice(value: unknown): SourcePrice | null {
  const cost = object(value);
  const usd = readComponents(cost);
  if (usd['input'] === undefined) return null;
  const usdOver: Record<number, Readonly<Record<string, string>>> = {};
  const tiers = Array.isArray(cost['tiers']) ? cost['tiers'].map(object) : [];
  for (const tier of tiers) {
    const from = count(object(tier['tier'])['size']);
    if (from > 0) usdOver[from] = readComponents(tier);
  }
  if (cost['context_over_200k'] !== undefined) usdOver[200_000] = readComponents(object(cost['context_over_200k']));
  // The list gives fees for a thousand requests.
  const perThousand = cost['request'];
  return { usd, usdOver, usdPerRequest: typeof perThousand === 'number' && perThousand > 0 ? decimal(perThousand / 1_000) : null };
}

/**
 * The list has one price for cache writes, that of 5 minutes. Claude's of an hour is twice the input, whoever serves it (Anthropic, "Prompt caching",
 * "Pricing").
 */
function withHourCache(upstreamId: string, price: SourcePrice | null): SourcePrice | null {
  if (price === null || !upstreamId.includes('claude')) return price;
  const complete = (usd: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
    usd['cacheWrite5m'] === undefined ? usd : { ...usd, cacheWrite1h: decimal(2 * Number(usd['input'])) };
  return { ...price, usd: complete(price.usd), usdOver: Object.fromEntries(Object.entries(price.usdOver).map(([from, usd]) => [from, complete(usd)])) };
}

function readComponents(cost: Json): Record<string, string> {
  const usd: Record<string, string> = {};
  for (const [theirs, ours] of Object.entries(COMPONENTS)) {
    const price = cost[theirs];
    if (typeof price === 'number' && price >= 0 && (price > 0 || ours === 'input')) usd[ours] = decimal(price);
  }
  return usd;
}

/** JSON numbers are the only floats on the way: the shortest decimal that gives the same number is what the list's author wrote. */
function decimal(value: number): string {
  const text = value.toFixed(9).replace(/\.?0+$/, '');
  return text === '' ? '0' : text;
}
