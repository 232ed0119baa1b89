import 'server-only';
import { createPool } from '@modelhub/db/pool';
import type pg from 'pg';
import { readEnv } from '#src/env.ts';
import { readEndpointHealth, type EndpointHealth } from './endpoint-health.ts';
import { readPublicIncidents, type PublicIncident } from './incidents.ts';
import { readPublicFigures, type PublicFigures } from './public-figures.ts';

const FRESH_MS = 15_000;
const CONNECTIONS_MAX = 2;

let pool: pg.Pool | undefined;
let last: { readonly figures: Promise<PublicFigures | null>; readonly readAtMs: number } | undefined;
/** By model; what has no model of the catalog never gets here. */
const lastHealth = new Map<string, { readonly health: Promise<ReadonlyMap<string, EndpointHealth> | null>; readonly readAtMs: number }>();

/** A pool of its own: a busy public page must not take connections from the signed-in product. */
function publicPool(): pg.Pool {
  pool ??= createPool({ databaseUrl: readEnv().DATABASE_URL, role: 'modelhub_app', max: CONNECTIONS_MAX, applicationName: 'dashboard-public' });
  return pool;
}

/**
 * The figures of this instance, at most 15 s old and read once however many visitors ask. Null when the database cannot be
 * asked: the pages then say that they do not know, instead of failing.
 */
export function publicFigures(): Promise<PublicFigures | null> {
  const nowMs = Date.now();
  if (last === undefined || nowMs - last.readAtMs > FRESH_MS) {
    last = { figures: readPublicFigures(publicPool(), nowMs).catch(() => null), readAtMs: nowMs };
  }
  return last.figures;
}

/** How the endpoints of a model did in the last day, by endpoint id, as fresh as the figures. Null when the database cannot be asked. */
export function endpointHealthOf(model: { readonly id: string; readonly endpoints: readonly { readonly id: string }[] }) {
  const nowMs = Date.now();
  let known = lastHealth.get(model.id);
  if (known === undefined || nowMs - known.readAtMs > FRESH_MS) {
    const ids = model.endpoints.map(({ id }) => id);
    known = { health: readEndpointHealth(publicPool(), ids, nowMs).catch(() => null), readAtMs: nowMs };
    lastHealth.set(model.id, known);
  }
  return known.health;
}

/** Null when the database cannot be asked. */
export function publicIncidents(): Promise<PublicIncident[] | null> {
  return readPublicIncidents(publicPool()).catch(() => null);
}

/** The base URL that an OpenAI SDK takes, on this instance. */
export function gatewayBaseUrl(): string {
  return `${readEnv().GATEWAY_PUBLIC_URL.replace(/\/+$/, '').replace(/\/v1$/, '')}/v1`;
}
