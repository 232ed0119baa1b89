import { LANGUAGES, SURFACES } from '@modelhub/routing/saved/features';
import { z } from 'zod';
import { documentSchema } from './policy-input.ts';

const DAY_MS = 86_400_000;

/** How far back requests are looked at. */
export const PERIODS_MS = { '24h': DAY_MS, '7d': 7 * DAY_MS, '30d': 30 * DAY_MS } as const;

const idSchema = z.string().min(1).max(64).nullable().default(null);

export const tryOnPastSchema = z.object({ document: documentSchema, period: z.enum(['24h', '7d', '30d']), keyId: idSchema, projectId: idSchema });

const countSchema = z
  .number({ error: 'Enter a whole number.' })
  .int('Enter a whole number.')
  .min(0, 'The least is 0.')
  .max(100_000_000, 'This number is too large.');

export const tryOnMadeUpSchema = z.object({
  document: documentSchema,
  features: z.object({
    surface: z.enum(SURFACES),
    prompt_tokens: countSchema,
    output_tokens_max: countSchema.nullable(),
    turns: countSchema,
    tools: countSchema,
    images: countSchema,
    audio: countSchema,
    files: countSchema,
    json_output: z.boolean(),
    language: z.enum(LANGUAGES).nullable(),
    metadata: z.record(z.string().max(64), z.string().max(512)),
  }),
  /** For the estimate of what it costs. */
  outputTokens: countSchema,
});
