import { catalog } from '#src/features/catalog/server/catalog.ts';
import { z } from 'zod';
import { budgetAmountSchema } from '#src/server/amount-input.ts';
import { idSchema } from '#src/server/trpc.ts';
import { findProvider } from '@modelhub/providers/registry';

const POSTGRES_INT_MAX = 2_147_483_647;

/** A cap, or null for none. */
const capSchema = z
  .number({ error: 'Enter a whole number, or leave it empty for no limit.' })
  .int('Enter a whole number.')
  .min(1, 'The least is 1. Revoke the key to stop it altogether.')
  .max(POSTGRES_INT_MAX, 'This number is too large.')
  .nullable();

const modelSchema = z.string().refine((id) => catalog.findModel(id)?.id === id, { error: 'This model is not in the catalog.' });

const providerSchema = z.string().refine((id) => findProvider(id) !== undefined, { error: 'There is no such provider.' });

/** Canonical model ids, and providers; of what is allowed an empty list allows all. */
export const accessListShape = {
  allowedModels: z.array(modelSchema).max(200).default([]),
  deniedModels: z.array(modelSchema).max(200).default([]),
  allowedProviders: z.array(providerSchema).max(100).default([]),
  deniedProviders: z.array(providerSchema).max(100).default([]),
};

export const keyNameSchema = z.string().trim().min(1, 'Give the key a name.').max(80, 'Use at most 80 characters.');

/** Everything about a key that can be changed after it was made. */
export const keyLimitsSchema = z.object({
  requestsPerMinute: capSchema.default(null),
  tokensPerMinute: capSchema.default(null),
  maxConcurrency: capSchema.default(null),
  budget: z
    .object({ amountUsd: budgetAmountSchema, window: z.enum(['day', 'week', 'month', 'total']) })
    .nullable()
    .default(null),
  ...accessListShape,
  /** A published policy of the organization; null leaves it to the project. */
  defaultPolicyId: idSchema.nullable().default(null),
  expiresAt: z.date().nullable().default(null),
});

export type KeyLimits = z.output<typeof keyLimitsSchema>;

/** The columns of `api_keys` that hold the limits. */
export function limitColumns(limits: KeyLimits) {
  return {
    requestsPerMinute: limits.requestsPerMinute,
    tokensPerMinute: limits.tokensPerMinute,
    maxConcurrency: limits.maxConcurrency,
    budgetNanoUsd: limits.budget?.amountUsd ?? null,
    budgetWindow: limits.budget?.window ?? null,
    allowedModels: [...new Set(limits.allowedModels)],
    deniedModels: [...new Set(limits.deniedModels)],
    allowedProviders: [...new Set(limits.allowedProviders)],
    deniedProviders: [...new Set(limits.deniedProviders)],
    defaultPolicyId: limits.defaultPolicyId,
    expiresAt: limits.expiresAt,
  };
}
