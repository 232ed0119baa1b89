import { createLoader, createSerializer, parseAsBoolean, parseAsString, parseAsStringLiteral } from 'nuqs/server';
import { z } from 'zod';

/** How requests can have ended: the outcomes of the ledger, and the two classes of status codes that are errors. */
export const STATUSES = ['completed', 'cancelled', 'failed', 'truncated', 'interrupted', '4xx', '5xx'] as const;
export type StatusFilter = (typeof STATUSES)[number];

const SINCE = ['24h', '7d', '30d', 'month'] as const;

export const requestsParsers = {
  model: parseAsString.withDefault(''),
  key: parseAsString.withDefault(''),
  project: parseAsString.withDefault(''),
  status: parseAsStringLiteral(STATUSES),
  stream: parseAsBoolean,
  /** More than one attempt was made. */
  fallback: parseAsBoolean,
  policy: parseAsString.withDefault(''),
  /** Of the policy. */
  step: parseAsString.withDefault(''),
  since: parseAsStringLiteral(SINCE),
  /** Generation ids: the page begins after the one, or ends before the other. */
  before: parseAsString.withDefault(''),
  after: parseAsString.withDefault(''),
  /** The generation whose details are open. */
  request: parseAsString.withDefault(''),
};

export const loadRequestsQuery = createLoader(requestsParsers);
export const requestsHref = createSerializer(requestsParsers);
export type RequestsQuery = Awaited<ReturnType<typeof loadRequestsQuery>>;

export const generationIdSchema = z.string().regex(/^gen_[0-9a-f]{32}$/, 'This is not a generation id.');

export const requestsInputSchema = z.object({
  model: z.string().min(1).max(200).nullable().default(null),
  keyId: z.string().min(1).max(64).nullable().default(null),
  projectId: z.string().min(1).max(64).nullable().default(null),
  status: z.enum(STATUSES).nullable().default(null),
  stream: z.boolean().nullable().default(null),
  fallback: z.boolean().nullable().default(null),
  policy: z.string().min(1).max(100).nullable().default(null),
  step: z.string().min(1).max(200).nullable().default(null),
  since: z.enum(SINCE).nullable().default(null),
  before: generationIdSchema.nullable().default(null),
  after: generationIdSchema.nullable().default(null),
});

export type RequestsInput = z.output<typeof requestsInputSchema>;

/** What the server is asked. A cursor that is none is left out: the URL is anybody's to write. */
export function requestsInputOf(query: RequestsQuery): RequestsInput {
  const cursor = (id: string) => (generationIdSchema.safeParse(id).success ? id : null);
  return {
    model: query.model === '' ? null : query.model,
    keyId: query.key === '' ? null : query.key,
    projectId: query.project === '' ? null : query.project,
    status: query.status,
    stream: query.stream,
    fallback: query.fallback,
    policy: query.policy === '' ? null : query.policy,
    // A step means something within its policy alone.
    step: query.policy === '' || query.step === '' ? null : query.step,
    since: query.since,
    before: cursor(query.before),
    after: cursor(query.after),
  };
}

export function isNarrowed(input: RequestsInput): boolean {
  return [input.model, input.keyId, input.projectId, input.status, input.stream, input.fallback, input.policy, input.since].some((one) => one !== null);
}
