import 'server-only';
import { createPool } from '@modelhub/db/pool';
import type pg from 'pg';
import { readEnv } from '#src/env.ts';
import { readEndpointHealth, type EndpointHealth } from './endpoint-health.ts';
import { kept } from './kept.ts';
import { platformHealthReader, type PlatformHealth } from './platform-health.ts';
import { readPublicIncidents, type PublicIncident } from './incidents.ts';
import { readPublicFigures, type PublicFigures } from './public-figures.ts';

const FRESH_MS = 15_000;
/** Sums over a week of all endpoints, and over the minutes of ninety days. */
const HEALTH_FRESH_MS = 60_000;
const CONNECTIONS_MAX = 2;

let pool: pg.Pool | undefined;
/** By model; what has no model of the catalog never gets here. */
const healthByModel = new Map<string, () => Promise<ReadonlyMap<string, EndpointHealth> | null>>();
const readPlatformHealth = platformHealthReader();

/** A pool of its own: a busy public page must not take connections from the signed-in product. */
function publicPool(): pg.Pool {
  pool ??= createPool({ databaseUrl: readEnv().DATABASE_URL, role: 'modelhub_app', max: CONNECTIONS_MAX, applicationName: 'dashboard-public' });
  return pool;
}

/** The figures of this instance, 15 s old or little more. */
export const publicFigures: () => Promise<PublicFigures | null> = kept(FRESH_MS, (nowMs) => readPublicFigures(publicPool(), nowMs));

/** How gateways and providers do, a minute old or little more. */
export const platformHealth: () => Promise<PlatformHealth | null> = kept(HEALTH_FRESH_MS, (nowMs) => readPlatformHealth(publicPool(), nowMs));

/** Incidents that concern everybody, 15 s old or little more. */
export const publicIncidents: () => Promise<PublicIncident[] | null> = kept(FRESH_MS, () => readPublicIncidents(publicPool()));

/** How the endpoints of a model did in the last day, by endpoint id, as fresh as the figures. Null when the database cannot be asked. */
export function endpointHealthOf(model: {
  readonly id: string;
  readonly endpoints: readonly { readonly id: string }[];
}): Promise<ReadonlyMap<string, EndpointHealth> | null> {
  let read = healthByModel.get(model.id);
  if (read === undefined) {
    const ids = model.endpoints.map(({ id }) => id);
    read = kept(FRESH_MS, (nowMs) => readEndpointHealth(publicPool(), ids, nowMs));
    healthByModel.set(model.id, read);
  }
  return read();
}

/** The base URL that an OpenAI SDK takes, on this instance. */
export function gatewayBaseUrl(): string {
  return `${readEnv().GATEWAY_PUBLIC_URL.replace(/\/+$/, '').replace(/\/v1$/, '')}/v1`;
}
