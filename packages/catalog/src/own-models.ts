import { buildModels } from './build.ts';
import type { EndpointEntry, ModelEntry, UsdPrices } from './entries.ts';
import { MODEL_KINDS, type Modality, type Model, type ModelKind } from './types.ts';

/** A variable that lists an operator's own models, and what is true of them where the list does not say. */
export interface OwnModelList {
  readonly variable: 'CUSTOM_MODELS' | 'OLLAMA_MODELS' | 'OPENROUTER_MODELS';
  readonly provider: 'custom' | 'ollama' | 'openrouter';
  readonly name: string;
  readonly contextTokens: number;
  readonly outputTokens: number;
  /** The provider takes money, so that every model needs a price. */
  readonly isPaid: boolean;
  /** For people who set the variable. */
  readonly meaning: string;
}

const LIST =
  ': names with commas between them, or a list in JSON with name, contextTokens, outputTokens, usd (input and output, per million tokens, in quotes) and from.';

export const OWN_MODEL_LISTS: readonly OwnModelList[] = [
  {
    variable: 'CUSTOM_MODELS',
    provider: 'custom',
    name: 'Custom',
    contextTokens: 131_072,
    outputTokens: 16_384,
    isPaid: false,
    meaning: `Models of the server at CUSTOM_BASE_URL, offered as custom/<name>${LIST}`,
  },
  // The context is asked for, and takes up the memory of the machine.
  {
    variable: 'OLLAMA_MODELS',
    provider: 'ollama',
    name: 'Ollama',
    contextTokens: 8_192,
    outputTokens: 4_096,
    isPaid: false,
    meaning: `Models of Ollama, offered as ollama/<name>${LIST}`,
  },
  {
    variable: 'OPENROUTER_MODELS',
    provider: 'openrouter',
    name: 'OpenRouter',
    contextTokens: 131_072,
    outputTokens: 16_384,
    isPaid: true,
    meaning: `Models of OpenRouter besides those of the catalog, offered as openrouter/<name>: a list in JSON as for CUSTOM_MODELS, with prices.`,
  },
];

type Variables = Readonly<Partial<Record<OwnModelList['variable'], string | undefined>>>;
type Fields = Readonly<Record<string, unknown>>;

const FIRST_PRICE = '2026-01-01';
const MODALITIES: readonly Modality[] = ['text', 'image', 'audio', 'video', 'pdf'];
const COMPONENTS = ['input', 'cachedInput', 'cacheWrite5m', 'output', 'reasoning', 'audioInput', 'audioOutput', 'imageInput', 'imageOutput'] as const;
const FIELDS = new Set(['name', 'title', 'kind', 'input', 'contextTokens', 'outputTokens', 'usd', 'from']);

/** The models that an operator offers by these variables, under `<provider>/<name>`. Throws a RangeError that says what is wrong with which of them. */
export function ownModels(variables: Variables): Model[] {
  return OWN_MODEL_LISTS.flatMap((list) => {
    const text = variables[list.variable];
    return text === undefined ? [] : readOwnModels(list, text);
  });
}

/**
 * A list of names with commas between them, or a JSON list of objects: `name`; and, where they are known, `title`, `kind`, `input` (modalities),
 * `contextTokens`, `outputTokens`, `usd` (per million tokens, decimals in text, by component) and `from`, the date from which that price counts. A model
 * without a price costs nothing. A changed price needs a later date, as every price does. Throws a RangeError.
 */
export function readOwnModels(list: OwnModelList, text: string): Model[] {
  const entries = entriesOf(text).map((value) => readEntry(list, value));
  const models = buildModels({ lab: list.provider, name: list.name, models: entries });
  return models.map((model) => ({ ...model, releasedAt: null }));
}

function entriesOf(text: string): readonly unknown[] {
  if (!text.trimStart().startsWith('[')) {
    return text
      .split(',')
      .map((name) => ({ name: name.trim() }))
      .filter(({ name }) => name !== '');
  }
  try {
    return JSON.parse(text) as readonly unknown[];
  } catch {
    throw new RangeError('has to be a list of names, or a list in JSON');
  }
}

/** What a model can do is not asked for: its server refuses what it cannot. */
function readEntry(list: OwnModelList, value: unknown): ModelEntry {
  const entry = (typeof value === 'object' && value !== null ? value : {}) as Fields;
  const { name } = entry;
  if (typeof name !== 'string' || !/^[\w./:@+-]{1,200}$/.test(name)) throw new RangeError('needs a name for every model, without blanks');
  const unknown = Object.keys(entry).find((field) => !FIELDS.has(field));
  if (unknown !== undefined) throw new RangeError(`has a field "${unknown}" at ${name} that is not known`);
  const { title, kind, input } = entry;
  if (kind !== undefined && !MODEL_KINDS.some((known) => known === kind))
    throw new RangeError(`has a kind at ${name} that is none of ${MODEL_KINDS.join(', ')}`);
  const modalities = input === undefined ? MODALITIES.slice(0, 2) : input;
  if (!Array.isArray(modalities) || !modalities.every((each) => MODALITIES.includes(each as Modality)))
    throw new RangeError(`has an input at ${name} that is not a list of ${MODALITIES.join(', ')}`);
  return {
    id: name,
    name: typeof title === 'string' ? title : name,
    description: `A model of this instance's own, served by ${list.name}.`,
    releasedAt: FIRST_PRICE,
    kind: (kind ?? 'chat') as ModelKind,
    input: modalities as readonly Modality[],
    ...(input === undefined ? { inputUnknown: true as const } : {}),
    reasoning: true,
    toolCalls: true,
    structuredOutput: true,
    endpoints: [endpointOf(list, name, entry)],
  };
}

function endpointOf(list: OwnModelList, name: string, entry: Fields): EndpointEntry {
  const from = entry['from'] ?? FIRST_PRICE;
  if (typeof from !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(from) || Number.isNaN(Date.parse(from)))
    throw new RangeError(`has a date at ${name} that is none`);
  return {
    provider: list.provider,
    as: name,
    contextTokens: tokens(entry, 'contextTokens', list.contextTokens),
    outputTokens: tokens(entry, 'outputTokens', list.outputTokens),
    // It stays on machines that the operator has chosen, or with whoever the operator has a contract with.
    prices: [{ from, usd: prices(list, name, entry['usd']) }],
  };
}

function tokens(entry: Fields, field: string, otherwise: number): number {
  const value = entry[field] ?? otherwise;
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 1)
    throw new RangeError(`has ${field} at ${String(entry['name'])} that are no number`);
  return value;
}

function prices({ isPaid }: OwnModelList, name: string, usd: unknown): UsdPrices {
  if (usd === undefined) {
    if (isPaid) throw new RangeError(`needs a price ("usd") for ${name}`);
    return { input: '0', output: '0' };
  }
  const given = Object.entries((usd ?? {}) as Fields);
  for (const [component, figure] of given) {
    if (!COMPONENTS.some((known) => known === component)) throw new RangeError(`has a price at ${name} for "${component}", which is not known`);
    if (typeof figure !== 'string' || !/^\d+(\.\d{1,9})?$/.test(figure)) throw new RangeError(`has a price at ${name} that is not a decimal in quotes`);
  }
  const figures = Object.fromEntries(given) as UsdPrices;
  if (figures.input === undefined || figures.output === undefined) throw new RangeError(`needs a price for input and for output of ${name}`);
  return figures;
}
