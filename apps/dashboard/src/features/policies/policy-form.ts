import {
  FLAG_FEATURES,
  RANGE_FEATURES,
  type CountRange,
  type FlagFeature,
  type PolicyDocument,
  type PolicyStep,
  type ProviderFields,
  type RangeFeature,
  type StepConditions,
} from './policy-document.ts';

/** What the form holds: text as it was typed, so that nothing is lost while it is not right yet. */
export interface PolicyForm {
  readonly description: string;
  readonly always: ProviderForm;
  readonly steps: readonly StepForm[];
}

export interface StepForm {
  /** Tells steps apart while they move and are renamed; not part of the document. */
  readonly key: string;
  readonly name: string;
  readonly conditions: readonly ConditionForm[];
  readonly models: readonly string[];
  readonly provider: ProviderForm;
  readonly onContextTooLong: readonly string[];
  readonly onContentFiltered: readonly string[];
}

export type ConditionFeature = RangeFeature | FlagFeature | 'languages' | 'surfaces' | 'metadata';
export type ConditionOperator = 'min' | 'max' | 'is' | 'one-of';

export interface ConditionForm {
  readonly key: string;
  readonly feature: ConditionFeature;
  readonly operator: ConditionOperator;
  /** A number as it was typed; `true` or `false`; the values of metadata with commas between them. */
  readonly text: string;
  /** Languages or surfaces. */
  readonly values: readonly string[];
  /** The key of metadata. */
  readonly name: string;
}

export type Preference = '' | 'price' | 'latency' | 'throughput' | 'quality' | 'balanced';

export interface ProviderForm {
  readonly sort: Preference;
  /** Weights under `balanced`, as they were typed. */
  readonly balance: Readonly<Record<BalanceKey, string>>;
  readonly regions: readonly string[];
  readonly noTraining: boolean;
  readonly zeroRetention: boolean;
  readonly only: readonly string[];
  readonly ignore: readonly string[];
  readonly quantizations: readonly string[];
  readonly maxPrompt: string;
  readonly maxCompletion: string;
  /** Fields that the form has no place for: kept as they are. */
  readonly rest: ProviderFields;
}

export const BALANCE_KEYS = ['price', 'latency', 'throughput', 'quality'] as const;
export type BalanceKey = (typeof BALANCE_KEYS)[number];

const PREFERENCES: readonly unknown[] = ['price', 'latency', 'throughput', 'quality', 'balanced'] satisfies Preference[];

let lastKey = 0;

function newKey(): string {
  lastKey += 1;
  return `k${lastKey}`;
}

export const EMPTY_PROVIDER: ProviderForm = {
  sort: '',
  balance: { price: '', latency: '', throughput: '', quality: '' },
  regions: [],
  noTraining: false,
  zeroRetention: false,
  only: [],
  ignore: [],
  quantizations: [],
  maxPrompt: '',
  maxCompletion: '',
  rest: {},
};

export function emptyStep(name: string): StepForm {
  return { key: newKey(), name, conditions: [], models: [], provider: EMPTY_PROVIDER, onContextTooLong: [], onContentFiltered: [] };
}

export function copyOfStep(step: StepForm, name: string): StepForm {
  return { ...step, key: newKey(), name, conditions: step.conditions.map((condition) => ({ ...condition, key: newKey() })) };
}

/** Whatever is stored, as the form shows it. */
export function formOf(document: PolicyDocument): PolicyForm {
  return { description: document.description ?? '', always: providerFormOf(document.always), steps: document.steps.map(stepFormOf) };
}

function stepFormOf(step: PolicyStep): StepForm {
  return {
    key: newKey(),
    name: step.name,
    conditions: conditionsOf(step.when ?? {}),
    models: step.models,
    provider: providerFormOf(step.provider),
    onContextTooLong: step.on_context_too_long ?? [],
    onContentFiltered: step.on_content_filtered ?? [],
  };
}

function conditionsOf(when: StepConditions): ConditionForm[] {
  const conditions: ConditionForm[] = [];
  const add = (feature: ConditionFeature, operator: ConditionOperator, values: Partial<Pick<ConditionForm, 'text' | 'values' | 'name'>>): void => {
    conditions.push({ key: newKey(), feature, operator, text: '', values: [], name: '', ...values });
  };
  for (const feature of RANGE_FEATURES) {
    const { min, max } = when[feature] ?? {};
    if (min !== undefined) add(feature, 'min', { text: String(min) });
    if (max !== undefined) add(feature, 'max', { text: String(max) });
  }
  for (const feature of FLAG_FEATURES) {
    const flag = when[feature];
    if (flag !== undefined) add(feature, 'is', { text: String(flag) });
  }
  if (when.languages !== undefined) add('languages', 'one-of', { values: when.languages });
  if (when.surfaces !== undefined) add('surfaces', 'one-of', { values: when.surfaces });
  for (const [name, value] of Object.entries(when.metadata ?? {}))
    add('metadata', 'one-of', { name, text: textOf(typeof value === 'string' ? [value] : value) });
  return conditions;
}

function providerFormOf(fields: ProviderFields = {}): ProviderForm {
  const rest: Record<string, unknown> = { ...fields };
  const take = <T>(name: string, fits: (value: unknown) => T | undefined, otherwise: T): T => {
    const taken = name in rest ? fits(rest[name]) : undefined;
    if (taken === undefined) return otherwise;
    delete rest[name];
    return taken;
  };
  const price = pricesOf(fields['max_price']);
  if (price !== null) delete rest['max_price'];
  return {
    sort: take('sort', (value) => (PREFERENCES.includes(value) ? (value as Preference) : undefined), ''),
    balance: fields['sort'] === 'balanced' ? take('balance', balanceOf, EMPTY_PROVIDER.balance) : EMPTY_PROVIDER.balance,
    regions: take('regions', textsOf, []),
    noTraining: take('data_collection', (value) => (value === 'deny' ? true : undefined), false),
    zeroRetention: take('zdr', (value) => (value === true ? true : undefined), false),
    only: take('only', textsOf, []),
    ignore: take('ignore', textsOf, []),
    quantizations: take('quantizations', textsOf, []),
    maxPrompt: price?.prompt ?? '',
    maxCompletion: price?.completion ?? '',
    rest,
  };
}

function textsOf(value: unknown): string[] | undefined {
  return Array.isArray(value) && value.every((one) => typeof one === 'string') ? value : undefined;
}

function balanceOf(value: unknown): Readonly<Record<BalanceKey, string>> | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const entries = Object.entries(value);
  if (entries.some(([name, weight]) => !(BALANCE_KEYS as readonly string[]).includes(name) || typeof weight !== 'number')) return undefined;
  return { ...EMPTY_PROVIDER.balance, ...Object.fromEntries(entries.map(([name, weight]) => [name, String(weight)])) };
}

/** Null where the limits are about more than the form has fields for. */
function pricesOf(value: unknown): { readonly prompt?: string; readonly completion?: string } | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  const entries = Object.entries(value as Record<string, unknown>);
  if (entries.some(([name, usd]) => (name !== 'prompt' && name !== 'completion') || (typeof usd !== 'number' && typeof usd !== 'string'))) return null;
  return Object.fromEntries(entries.map(([name, usd]) => [name, String(usd)]));
}

/** The document that the form means. What is not right in it stays in it: the reader of documents says what, and where. */
export function documentOf(form: PolicyForm): PolicyDocument {
  const description = form.description.trim();
  const always = providerOf(form.always);
  return {
    ...(description === '' ? {} : { description }),
    ...(always === undefined ? {} : { always }),
    steps: form.steps.map(stepOf),
  };
}

function stepOf(step: StepForm): PolicyStep {
  const when = whenOf(step.conditions);
  const provider = providerOf(step.provider);
  return {
    name: step.name.trim(),
    ...(when === undefined ? {} : { when }),
    models: step.models,
    ...(provider === undefined ? {} : { provider }),
    ...(step.onContextTooLong.length === 0 ? {} : { on_context_too_long: step.onContextTooLong }),
    ...(step.onContentFiltered.length === 0 ? {} : { on_content_filtered: step.onContentFiltered }),
  };
}

function whenOf(conditions: readonly ConditionForm[]): StepConditions | undefined {
  if (conditions.length === 0) return undefined;
  const ranges: Partial<Record<RangeFeature, CountRange>> = {};
  const flags: Partial<Record<FlagFeature, boolean>> = {};
  const lists: { languages?: readonly string[]; surfaces?: readonly string[] } = {};
  const metadata: Record<string, string | readonly string[]> = {};
  for (const { feature, operator, text, values, name } of conditions) {
    if (isRange(feature)) ranges[feature] = { ...ranges[feature], [operator]: numberOf(text) };
    else if (isFlag(feature)) flags[feature] = text === 'true';
    else if (feature === 'metadata') metadata[name.trim()] = listOf(text);
    else lists[feature] = values;
  }
  return { ...ranges, ...flags, ...lists, ...(Object.keys(metadata).length === 0 ? {} : { metadata }) };
}

export function isRange(feature: ConditionFeature): feature is RangeFeature {
  return (RANGE_FEATURES as readonly string[]).includes(feature);
}

export function isFlag(feature: ConditionFeature): feature is FlagFeature {
  return (FLAG_FEATURES as readonly string[]).includes(feature);
}

/** What is no number stays the text that it is, to be refused as such. */
function numberOf(text: string): number {
  const typed = text.replaceAll(/[\s,]/g, '');
  const number = Number(typed);
  return typed === '' || Number.isNaN(number) ? (text as unknown as number) : number;
}

/** Values with commas between them; as JSON where one of them has a comma itself, or blanks at its ends. */
function textOf(values: readonly string[]): string {
  return values.some((value) => value.includes(',') || value !== value.trim() || value.startsWith('[')) ? JSON.stringify(values) : values.join(', ');
}

function listOf(text: string): string | readonly string[] {
  const values = quotedValues(text) ?? text.split(',').flatMap((value) => (value.trim() === '' ? [] : [value.trim()]));
  return values.length === 1 ? (values[0] ?? '') : values;
}

function quotedValues(text: string): string[] | undefined {
  if (!text.startsWith('[')) return undefined;
  try {
    return textsOf(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/** The fields as they are written; undefined where nothing is said. */
export function providerOf(form: ProviderForm): ProviderFields | undefined {
  const weights = BALANCE_KEYS.filter((key) => form.balance[key].trim() !== '').map((key) => [key, numberOf(form.balance[key])] as const);
  const prices = { prompt: form.maxPrompt.trim(), completion: form.maxCompletion.trim() };
  const limits = Object.fromEntries(Object.entries(prices).filter(([, usd]) => usd !== ''));
  const fields: Record<string, unknown> = {
    ...(form.sort === '' ? {} : { sort: form.sort }),
    ...(form.sort !== 'balanced' || weights.length === 0 ? {} : { balance: Object.fromEntries(weights) }),
    ...(form.regions.length === 0 ? {} : { regions: form.regions }),
    ...(form.noTraining ? { data_collection: 'deny' } : {}),
    ...(form.zeroRetention ? { zdr: true } : {}),
    ...(form.only.length === 0 ? {} : { only: form.only }),
    ...(form.ignore.length === 0 ? {} : { ignore: form.ignore }),
    ...(form.quantizations.length === 0 ? {} : { quantizations: form.quantizations }),
    ...(Object.keys(limits).length === 0 ? {} : { max_price: limits }),
    ...form.rest,
  };
  return Object.keys(fields).length === 0 ? undefined : fields;
}

export type Choice = readonly [ConditionFeature, ConditionOperator];

const ALL_CHOICES: readonly Choice[] = [
  ...RANGE_FEATURES.flatMap((feature) => [[feature, 'min'] as const, [feature, 'max'] as const]),
  ...FLAG_FEATURES.map((feature) => [feature, 'is'] as const),
  ['languages', 'one-of'],
  ['surfaces', 'one-of'],
  ['metadata', 'one-of'],
];

/** What a condition can be about beside the others of its step: each at most once, but for metadata, which has many keys. */
export function choicesBeside(others: readonly ConditionForm[]): readonly Choice[] {
  return ALL_CHOICES.filter(
    ([feature, operator]) => feature === 'metadata' || !others.some((other) => other.feature === feature && other.operator === operator),
  );
}

export function newCondition([feature, operator]: Choice): ConditionForm {
  return { key: newKey(), feature, operator, text: isFlag(feature) ? 'true' : '', values: [], name: '' };
}

/** A name that no step has yet: `Step 2`, `FAQ copy`. */
export function freeName(steps: readonly StepForm[], wanted: string): string {
  const taken = new Set(steps.map(({ name }) => name));
  for (let count = 1; ; count++) {
    const name = count === 1 ? wanted : `${wanted} ${count}`;
    if (!taken.has(name)) return name;
  }
}

/** The fields of `when` at which a row says itself what is wrong. */
export function conditionFieldsShown(conditions: readonly ConditionForm[]): string[] {
  return conditions.map(({ feature, operator }) => (isRange(feature) ? `${feature}.${operator}` : feature));
}
