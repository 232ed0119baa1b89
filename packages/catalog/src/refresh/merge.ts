import type { EndpointEntry, LabEntries, ModelEntry, PriceEntry, UsdPrices } from '../entries.ts';
import type { Modality, ModelKind } from '../types.ts';
import { identify } from './identity.ts';
import type { SourceModel } from './source.ts';

export interface Changes {
  readonly newModels: string[];
  readonly newEndpoints: string[];
  /** In the catalog, active, and no longer in the source. They are marked deprecated. */
  readonly gone: string[];
  readonly prices: { readonly endpoint: string; readonly from: UsdPrices; readonly to: UsdPrices }[];
}

export interface Merged {
  readonly labs: readonly LabEntries[];
  readonly changes: Changes;
}

interface MergeOptions {
  /** The date from which changed prices are valid. */
  readonly today: string;
  /** How labs write their names, by their ids. */
  readonly labNames: Readonly<Record<string, string>>;
}

/**
 * The catalog with what a source knows better: new models and endpoints come in, changed prices become new versions from today on, and what is gone is
 * marked. Names, aliases and descriptions that somebody has written stay. Endpoints without a price are left out: nothing is sold for free by accident.
 */
export function mergeSource(current: readonly LabEntries[], source: readonly SourceModel[], { today, labNames }: MergeOptions): Merged {
  const changes: Changes = { newModels: [], newEndpoints: [], gone: [], prices: [] };
  const labs: MutableLabs = new Map(
    current.map((lab) => [lab.lab, { ...lab, models: lab.models.map((model) => ({ ...model, endpoints: [...model.endpoints] })) }]),
  );
  const known = new Map<string, MutableModel>();
  for (const { models } of labs.values()) for (const model of models) for (const { provider, as } of model.endpoints) known.set(`${provider}/${as}`, model);
  const seen = new Set<string>();
  for (const model of source.filter(isSellable)) {
    const endpointId = `${model.provider}/${model.upstreamId}`;
    seen.add(endpointId);
    const entry = known.get(endpointId);
    if (entry === undefined) addEndpoint(model, { labs, changes, labNames, today });
    else updateEndpoint(entry, model, { today, changes });
  }
  const providers = new Set(source.map(({ provider }) => provider));
  for (const { models } of labs.values()) for (const model of models) markGone(model, { seen, providers, changes });
  return { labs: [...labs.values()].map(sorted).toSorted((a, b) => (a.lab < b.lab ? -1 : 1)), changes };
}

function isSellable({ provider, upstreamId, price, output }: SourceModel): boolean {
  if (NO_MODELS.has(`${provider}/${upstreamId}`)) return false;
  return price !== null && price.usd['input'] !== '0' && output.some((modality) => modality === 'text' || modality === 'image' || modality === 'audio');
}

/** Entries that choose a model and are none. */
const NO_MODELS: ReadonlySet<string> = new Set(['azure/model-router']);

/** Prices that the list has wrong, checked against the provider's own page: they are not taken over. */
const WRONG_IN_THE_SOURCE: ReadonlySet<string> = new Set([
  // Cache writes at 0.30 instead of 3.75 USD (docs.anthropic.com, "Pricing"; July 2026).
  'anthropic/claude-3-sonnet-20240229',
]);

type MutableModel = Omit<ModelEntry, 'endpoints'> & { readonly endpoints: EndpointEntry[] };
type MutableLab = Omit<LabEntries, 'models'> & { readonly models: MutableModel[] };
type MutableLabs = Map<string, MutableLab>;

function addEndpoint(source: SourceModel, { labs, changes, labNames, today }: { readonly labs: MutableLabs; readonly changes: Changes } & MergeOptions): void {
  const identity = identify(source.provider, source.upstreamId);
  const lab: MutableLab = labs.get(identity.lab) ?? { lab: identity.lab, name: labNames[identity.lab] ?? identity.lab, models: [] };
  labs.set(identity.lab, lab);
  const isSame = ({ id, aliases = [] }: MutableModel): boolean => id === identity.id || aliases.includes(identity.id);
  let model = lab.models.find(isSame);
  // A dated name of what the provider already serves is an alias, not another endpoint.
  const isAlias = model?.aliases?.includes(source.upstreamId) === true && model.endpoints.some(({ provider }) => provider === source.provider);
  if (isAlias) return;
  if (model === undefined) {
    model = newModel(identity.id, source);
    lab.models.push(model);
    changes.newModels.push(`${identity.lab}/${identity.id}`);
  }
  changes.newEndpoints.push(`${source.provider}/${source.upstreamId}`);
  model.endpoints.push(newEndpoint(source, { ...identity, today, model }));
}

function newModel(id: string, source: SourceModel): MutableModel {
  const input = source.input.filter(isModality);
  const output = source.output.filter(isModality);
  const kind = kindOf(source);
  const isChat = kind === 'chat';
  return {
    id,
    name: source.name.replace(/ \(latest\)$/, ''),
    releasedAt: source.releasedAt,
    ...(source.openWeights ? { openWeights: true as const } : {}),
    ...(isChat ? {} : { kind }),
    ...(isTextOnly(input) ? {} : { input }),
    ...(isTextOnly(output) ? {} : { output }),
    ...(source.reasoning && isChat ? { reasoning: true as const } : {}),
    ...(source.toolCalls && isChat ? { toolCalls: true as const } : {}),
    ...(source.structuredOutput && isChat ? { structuredOutput: true as const } : {}),
    ...(source.temperature || !isChat ? {} : { temperature: false as const }),
    endpoints: [],
  };
}

const MODALITIES: readonly string[] = ['text', 'image', 'audio', 'video', 'pdf'] satisfies Modality[];

function isModality(value: string): value is Modality {
  return MODALITIES.includes(value);
}

function isTextOnly(modalities: readonly Modality[]): boolean {
  return modalities.length === 1 && modalities[0] === 'text';
}

function kindOf({ upstreamId, output, price }: SourceModel): ModelKind {
  if (/rerank/i.test(upstreamId)) return 'rerank';
  if (/embed|bge-/i.test(upstreamId)) return 'embedding';
  if (/moderation/i.test(upstreamId)) return 'moderation';
  if (/^gpt-image|^chatgpt-image/.test(upstreamId)) return 'image';
  if (!output.includes('text')) return output.includes('image') ? 'image' : 'speech';
  if (/whisper|-asr-|transcribe/i.test(upstreamId)) return 'transcription';
  if (upstreamId.endsWith('turbo-instruct')) return 'completion';
  // What writes nothing is not for conversations.
  return price?.usd['output'] === undefined ? 'moderation' : 'chat';
}

function newEndpoint(
  source: SourceModel,
  {
    region,
    quantization,
    today,
    model,
  }: { readonly region: string | null; readonly quantization: string | null; readonly today: string; readonly model: MutableModel },
): EndpointEntry {
  const without = [
    ...(model.toolCalls && !source.toolCalls ? (['toolCalls'] as const) : []),
    ...(model.structuredOutput && !source.structuredOutput ? (['structuredOutput'] as const) : []),
  ];
  return {
    provider: source.provider,
    as: source.upstreamId,
    contextTokens: source.contextTokens === 0 && !hasNoContext(model) ? usualContext(model) : source.contextTokens,
    outputTokens: source.outputTokens === 0 && model.kind === undefined ? usualOutput(model, source) : source.outputTokens,
    ...(region === null ? {} : { region }),
    ...(quantization === null ? {} : { quantization }),
    ...(source.isDeprecated ? { status: 'deprecated' as const } : {}),
    ...(without.length === 0 ? {} : { without }),
    // What is sold today has a price today.
    prices: [priceEntry(source, source.releasedAt < today ? source.releasedAt : today)],
  };
}

function hasNoContext({ kind }: MutableModel): boolean {
  return kind === 'image' || kind === 'speech' || kind === 'transcription';
}

/** What other providers give the model, where one does not say; else what every model can do today. */
function usualContext(model: MutableModel): number {
  return Math.max(32_768, ...model.endpoints.map(({ contextTokens }) => contextTokens));
}

function usualOutput(model: MutableModel, source: SourceModel): number {
  const known = Math.max(0, ...model.endpoints.map(({ outputTokens }) => outputTokens));
  return known > 0 ? known : source.contextTokens === 0 ? 8_192 : source.contextTokens;
}

function priceEntry({ price }: SourceModel, from: string): PriceEntry {
  if (price === null) throw new Error('an endpoint without a price is not sold');
  return {
    from,
    usd: price.usd,
    ...(Object.keys(price.usdOver).length === 0 ? {} : { usdOver: price.usdOver }),
    ...(price.usdPerRequest === null ? {} : { usdPerRequest: price.usdPerRequest }),
  };
}

function updateEndpoint(model: MutableModel, source: SourceModel, { today, changes }: { readonly today: string; readonly changes: Changes }): void {
  const index = model.endpoints.findIndex(({ provider, as }) => provider === source.provider && as === source.upstreamId);
  const endpoint = model.endpoints[index];
  const last = endpoint?.prices.at(-1);
  const id = `${source.provider}/${source.upstreamId}`;
  if (endpoint === undefined || last === undefined || endpoint.byHand || WRONG_IN_THE_SOURCE.has(id)) return;
  const next = priceEntry(source, today);
  if (JSON.stringify({ ...normal(last), from: '' }) === JSON.stringify({ ...normal(next), from: '' })) return;
  changes.prices.push({ endpoint: id, from: last.usd, to: next.usd });
  model.endpoints[index] = { ...endpoint, prices: [...endpoint.prices.filter(({ from }) => from !== today), next] };
}

/** Keys in one order, decimals in one spelling: `0.50` is no other price than `0.5`. */
function normal(price: PriceEntry): PriceEntry {
  const spell = (usd: UsdPrices): UsdPrices =>
    Object.fromEntries(
      Object.entries(usd)
        .map(([component, text]) => [component, text.includes('.') ? text.replace(/\.?0+$/, '') : text] as const)
        .toSorted(([a], [b]) => (a < b ? -1 : 1)),
    );
  return {
    from: price.from,
    usd: spell(price.usd),
    usdOver: Object.fromEntries(Object.entries(price.usdOver ?? {}).map(([from, usd]) => [from, spell(usd)])),
    usdPerRequest: price.usdPerRequest ?? '0',
  };
}

function markGone(
  model: MutableModel,
  { seen, providers, changes }: { readonly seen: ReadonlySet<string>; readonly providers: ReadonlySet<string>; readonly changes: Changes },
): void {
  model.endpoints.forEach((endpoint, index) => {
    const id = `${endpoint.provider}/${endpoint.as}`;
    if (seen.has(id) || !providers.has(endpoint.provider) || endpoint.status !== undefined || endpoint.byHand) return;
    changes.gone.push(id);
    model.endpoints[index] = { ...endpoint, status: 'deprecated' };
  });
}

function sorted(lab: MutableLab): LabEntries {
  const models = lab.models.map((model) => ({
    ...model,
    endpoints: model.endpoints.toSorted((a, b) => (a.provider === b.provider ? (a.as < b.as ? -1 : 1) : a.provider < b.provider ? -1 : 1)),
  }));
  return { ...lab, models: models.toSorted((a, b) => (a.id < b.id ? -1 : 1)) };
}
