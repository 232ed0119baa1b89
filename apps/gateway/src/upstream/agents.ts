import type { AddressRule } from '@modelhub/egress/address-rules';
import { createGuardedAgent } from '@modelhub/egress/guarded-agent';
import { Agent } from 'undici';

const KEEP_ALIVE_MS = 60_000;

export interface AgentsOptions {
  readonly customAddresses: AddressRule;
  readonly connectTimeoutMs: number;
}

/** Clients for what our own does not do (ADR 46). Loaded when the first request needs one: most gateways never have it, and undici takes 8 MB. */
export interface Agents {
  /** For bodies that are not in memory. */
  readonly streaming: Agent;
  /** For addresses of customers. */
  readonly guarded: Agent;
}

export function openAgents({ customAddresses, connectTimeoutMs }: AgentsOptions): Agents {
  const streaming = new Agent({
    connections: null,
    pipelining: 1,
    allowH2: false,
    connectTimeout: connectTimeoutMs,
    keepAliveTimeout: KEEP_ALIVE_MS,
    headersTimeout: 0,
    bodyTimeout: 0,
  });
  return { streaming, guarded: createGuardedAgent({ rule: customAddresses, connectTimeoutMs }) };
}
