import { z } from 'zod';

const attemptSchema = z.object({
  endpoint: z.string(),
  provider_key: z.enum(['own', 'shared']).catch('shared'),
  started_ms: z.number(),
  took_ms: z.number(),
  error: z.string().nullable(),
  hedge: z.boolean().default(false),
  cancelled: z.boolean().default(false),
});

const candidateSchema = z.object({
  endpoint: z.string(),
  excluded: z.string().nullable(),
  score: z.number().nullable(),
  last: z.string().nullable().default(null),
});

/** A decision as it is kept (packages/metering/src/request-decision.ts). What a later version says besides is passed over. */
const decisionSchema = z.object({
  v: z.literal(1),
  policy: z.object({ name: z.string(), version: z.number().nullable(), step: z.string().nullable() }).optional(),
  requested_models: z.array(z.string()),
  sort: z.string(),
  candidates: z.array(candidateSchema),
  candidates_not_set_up: z.number(),
  candidates_left_out: z.number().default(0),
  attempts: z.array(attemptSchema),
});

export type Decision = z.output<typeof decisionSchema>;
export type DecisionAttempt = z.output<typeof attemptSchema>;
export type DecisionCandidate = z.output<typeof candidateSchema>;

/** Null for one that this version cannot read. */
export function readDecision(document: unknown): Decision | null {
  return decisionSchema.safeParse(document).data ?? null;
}
