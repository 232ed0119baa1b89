import { decimalFromNanoUsd } from '@modelhub/core/money';
import { formatMoney } from '@modelhub/ui/format';
import { isoDay } from '#src/features/usage/period.ts';
import type { KeyRow } from './server/list-keys.ts';

/** What the form holds: text as it was typed, so that nothing is lost on a failed submit. */
export interface KeyFormValues {
  readonly name: string;
  readonly projectId: string;
  readonly requestsPerMinute: string;
  readonly tokensPerMinute: string;
  readonly maxConcurrency: string;
  readonly budgetUsd: string;
  readonly budgetWindow: BudgetWindow;
  readonly allowedModels: string[];
  readonly deniedModels: string[];
  readonly allowedProviders: string[];
  readonly deniedProviders: string[];
  /** Empty for that of the project. */
  readonly defaultPolicyId: string;
  /** The last UTC day on which the key works; empty for no end. */
  readonly expiresOn: string;
}

export type BudgetWindow = 'day' | 'week' | 'month' | 'total';

export const BUDGET_WINDOWS = [
  { value: 'day', label: 'a day' },
  { value: 'week', label: 'a week' },
  { value: 'month', label: 'a month' },
  { value: 'total', label: 'in total' },
] as const satisfies readonly { value: BudgetWindow; label: string }[];

/** Fields of the form by the path under which the server names what is wrong with them. */
export const FIELD_PATHS = {
  name: 'name',
  projectId: 'projectId',
  requestsPerMinute: 'limits.requestsPerMinute',
  tokensPerMinute: 'limits.tokensPerMinute',
  maxConcurrency: 'limits.maxConcurrency',
  budgetUsd: 'limits.budget.amountUsd',
  allowedModels: 'limits.allowedModels',
  deniedModels: 'limits.deniedModels',
  allowedProviders: 'limits.allowedProviders',
  deniedProviders: 'limits.deniedProviders',
  defaultPolicyId: 'limits.defaultPolicyId',
  expiresOn: 'limits.expiresAt',
} as const satisfies Partial<Record<keyof KeyFormValues, string>>;

export function emptyKeyForm(projectId: string): KeyFormValues {
  return {
    name: '',
    projectId,
    requestsPerMinute: '',
    tokensPerMinute: '',
    maxConcurrency: '',
    budgetUsd: '',
    budgetWindow: 'month',
    allowedModels: [],
    deniedModels: [],
    allowedProviders: [],
    deniedProviders: [],
    defaultPolicyId: '',
    expiresOn: '',
  };
}

/** A budget as somebody would type it: `12.50`, without the sign and the separators of `formatMoney`. */
function typedUsd(nanoUsd: bigint): string {
  return decimalFromNanoUsd(nanoUsd).replace(/\.00$/, '');
}

export function keyFormOf(key: KeyRow): KeyFormValues {
  return {
    name: key.name,
    projectId: key.project.id,
    requestsPerMinute: key.requestsPerMinute?.toString() ?? '',
    tokensPerMinute: key.tokensPerMinute?.toString() ?? '',
    maxConcurrency: key.maxConcurrency?.toString() ?? '',
    budgetUsd: key.budgetNanoUsd === null ? '' : typedUsd(key.budgetNanoUsd),
    budgetWindow: key.budgetWindow ?? 'month',
    allowedModels: [...key.allowedModels],
    deniedModels: [...key.deniedModels],
    allowedProviders: [...key.allowedProviders],
    deniedProviders: [...key.deniedProviders],
    defaultPolicyId: key.defaultPolicy?.id ?? '',
    expiresOn: key.expiresAt === null ? '' : isoDay(key.expiresAt.getTime()),
  };
}

function cap(text: string): number | null {
  const typed = text.replaceAll(/[\s,]/g, '');
  // What is no number goes to the server as it is no number, and comes back as a message at its field.
  return typed === '' ? null : Number(typed);
}

/** The end of a day as a moment; `unchanged` where the day is still that of the moment the key had. */
function expiryOf(day: string, unchanged: Date | null): Date | null {
  if (day === '') return null;
  if (unchanged !== null && isoDay(unchanged.getTime()) === day) return unchanged;
  return new Date(`${day}T23:59:59.999Z`);
}

/** The limits as the server takes them. `before` is the key that is edited, or null for a new one. */
export function limitsOf(values: KeyFormValues, before: KeyRow | null) {
  return {
    requestsPerMinute: cap(values.requestsPerMinute),
    tokensPerMinute: cap(values.tokensPerMinute),
    maxConcurrency: cap(values.maxConcurrency),
    budget: values.budgetUsd.trim() === '' ? null : { amountUsd: values.budgetUsd, window: values.budgetWindow },
    allowedModels: values.allowedModels,
    deniedModels: values.deniedModels,
    allowedProviders: values.allowedProviders,
    deniedProviders: values.deniedProviders,
    defaultPolicyId: values.defaultPolicyId === '' ? null : values.defaultPolicyId,
    expiresAt: expiryOf(values.expiresOn, before?.expiresAt ?? null),
  };
}

const WINDOW_WORDS = { day: 'a day', week: 'a week', month: 'a month', total: 'in total' } as const satisfies Record<BudgetWindow, string>;

/** The limits of a key in a few words each, the money first; none where it has none. */
export function limitWords(key: KeyRow): string[] {
  const words: string[] = [];
  if (key.budgetNanoUsd !== null && key.budgetWindow !== null) words.push(`${formatMoney(key.budgetNanoUsd)} ${WINDOW_WORDS[key.budgetWindow]}`);
  if (key.requestsPerMinute !== null) words.push(`${key.requestsPerMinute.toLocaleString('en')} requests/min`);
  if (key.tokensPerMinute !== null) words.push(`${key.tokensPerMinute.toLocaleString('en')} tokens/min`);
  if (key.maxConcurrency !== null) words.push(`${key.maxConcurrency.toLocaleString('en')} at once`);
  if (key.allowedModels.length > 0) words.push(some(key.allowedModels, 'models'));
  if (key.deniedModels.length > 0) words.push(`not ${some(key.deniedModels, 'models')}`);
  if (key.allowedProviders.length > 0) words.push(`only ${some(key.allowedProviders, 'providers')}`);
  if (key.deniedProviders.length > 0) words.push(`not ${some(key.deniedProviders, 'providers')}`);
  if (key.defaultPolicy !== null) words.push(`policy ${key.defaultPolicy.name}`);
  return words;
}

function some(ids: readonly string[], what: string): string {
  return ids.length === 1 ? (ids[0] ?? '') : `${ids.length} ${what}`;
}
