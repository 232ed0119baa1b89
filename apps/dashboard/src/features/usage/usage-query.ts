import { createLoader, createSerializer, parseAsArrayOf, parseAsString, parseAsStringLiteral } from 'nuqs/server';
import { z } from 'zod';
import { RANGES } from './period.ts';

export const MEASURES = ['cost', 'tokens', 'requests'] as const;
export type Measure = (typeof MEASURES)[number];

export const GROUPS = ['model', 'key', 'project'] as const;
export type Group = (typeof GROUPS)[number];

const BUCKETS = ['hour', 'day'] as const;

/** Everything that shapes the page is in the URL, so that any view can be sent to a colleague. */
export const usageParsers = {
  range: parseAsStringLiteral(RANGES).withDefault('30d'),
  from: parseAsString.withDefault(''),
  to: parseAsString.withDefault(''),
  bucket: parseAsStringLiteral(BUCKETS),
  measure: parseAsStringLiteral(MEASURES).withDefault('cost'),
  by: parseAsStringLiteral(GROUPS).withDefault('model'),
  model: parseAsArrayOf(parseAsString).withDefault([]),
  key: parseAsArrayOf(parseAsString).withDefault([]),
  project: parseAsArrayOf(parseAsString).withDefault([]),
  view: parseAsStringLiteral(['chart', 'table'] as const).withDefault('chart'),
};

export const loadUsageQuery = createLoader(usageParsers);
export const usageHref = createSerializer(usageParsers);
export type UsageQuery = Awaited<ReturnType<typeof loadUsageQuery>>;

const FILTER_VALUES_MAX = 50;
const valuesSchema = z.array(z.string().min(1).max(200)).max(FILTER_VALUES_MAX, `Choose at most ${FILTER_VALUES_MAX}.`).default([]);

/** What the server is asked: the part of the URL that decides which figures come, not how they are shown. */
export const usageInputSchema = z.object({
  range: z.enum(RANGES),
  from: z.string().max(10).default(''),
  to: z.string().max(10).default(''),
  bucket: z.enum(BUCKETS).nullable().default(null),
  by: z.enum(GROUPS).default('model'),
  models: valuesSchema,
  keys: valuesSchema,
  projects: valuesSchema,
});

export type UsageInput = z.output<typeof usageInputSchema>;

export function usageInputOf(query: UsageQuery): UsageInput {
  const { range, from, to, bucket, by, model, key, project } = query;
  const custom = range === 'custom';
  return { range, from: custom ? from : '', to: custom ? to : '', bucket, by, models: model, keys: key, projects: project };
}
