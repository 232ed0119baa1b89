import 'server-only';
import { createPool } from '@modelhub/db/pool';
import type pg from 'pg';
import { readEnv } from '#src/env.ts';
import { readEndpointHealth, type EndpointHealth } from './endpoint-health.ts';
import { readPlatformHealth, type PlatformHealth } from './platform-health.ts';
import { readPublicIncidents, type PublicIncident } from './incidents.ts';
import { readPublicFigures, type PublicFigures } from './public-figures.ts';

const FRESH_MS = 15_000;
/** Sums over a week of all endpoints, and over the minutes of ninety days. */
const HEALTH_FRESH_MS = 60_000;
const CONNECTIONS_MAX = 2;

let pool: pg.Pool | undefined;
interface Kept<Value> {
  readonly value: Promise<Value | null>;
  readonly readAtMs: number;
}
/** By model; what has no model of the catalog never gets here. */
const healthByModel = new Map<string, Kept<ReadonlyMap<string, EndpointHealth>>>();

/** A pool of its own: a busy public page must not take connections from the signed-in product. */
function publicPool(): pg.Pool {
  pool ??= createPool({ databaseUrl: readEnv().DATABASE_URL, role: 'modelhub_app', max: CONNECTIONS_MAX, applicationName: 'dashboard-public' });
  return pool;
}

/**
 * A reader that asks once for as long as its answer is fresh, however many visitors there are. Null when the database cannot be
 * asked: the pages then say that they do not know, instead of failing.
 */
function kept<Value>(freshMs: number, read: (pool: pg.Pool, nowMs: number) => Promise<Value>): () => Promise<Value | null> {
  let last: Kept<Value> | undefined;
  return () => {
    const nowMs = Date.now();
    if (last === undefined || nowMs - last.readAtMs > freshMs) last = { value: read(publicPool(), nowMs).catch(() => null), readAtMs: nowMs };
    return last.value;
  };
}

/** The figures of this instance, at most 15 s old. */
export const publicFigures: () => Promise<PublicFigures | null> = kept(FRESH_MS, readPublicFigures);

/** How gateways and providers do, at most a minute old. */
export const platformHealth: () => Promise<PlatformHealth | null> = kept(HEALTH_FRESH_MS, readPlatformHealth);

/** Incidents that concern everybody, at most 15 s old. */
export const publicIncidents: () => Promise<PublicIncident[] | null> = kept(FRESH_MS, readPublicIncidents);

/** How the endpoints of a model did in the last day, by endpoint id, as fresh as the figures. Null when the database cannot be asked. */
export function endpointHealthOf(model: { readonly id: string; readonly endpoints: readonly { readonly id: string }[] }) {
  const nowMs = Date.now();
  let known = healthByModel.get(model.id);
  if (known === undefined || nowMs - known.readAtMs > FRESH_MS) {
    const ids = model.endpoints.map(({ id }) => id);
    known = { value: readEndpointHealth(publicPool(), ids, nowMs).catch(() => null), readAtMs: nowMs };
    healthByModel.set(model.id, known);
  }
  return known.value;
}

/** The base URL that an OpenAI SDK takes, on this instance. */
export function gatewayBaseUrl(): string {
  return `${readEnv().GATEWAY_PUBLIC_URL.replace(/\/+$/, '').replace(/\/v1$/, '')}/v1`;
}
