import type { UpstreamFailure } from '@modelhub/providers/types';

/**
 * How requests end at an endpoint. What is wrong with a request itself is an answer like any other. Gateways tell each other counts in this order, so that a new kind
 * comes last.
 */
export const ENDINGS = ['answered', 'timeout', 'unavailable', 'overloaded', 'server_error', 'broken_stream', 'rate_limited', 'credential_refused'] as const;
export type EndingKind = (typeof ENDINGS)[number];

export const COLUMN = Object.fromEntries(ENDINGS.map((kind, column) => [kind, column])) as Readonly<Record<EndingKind, number>>;

/** Limits and keys are between the provider and us: the endpoint is there. */
const NOT_ITS_FAULT: ReadonlySet<EndingKind> = new Set<EndingKind>(['answered', 'rate_limited', 'credential_refused']);

export function isItsFault(kind: EndingKind): boolean {
  return !NOT_ITS_FAULT.has(kind);
}

/** The kind of a failure, by what the client would be told. */
export function kindOfFailure({ blame, error }: UpstreamFailure): EndingKind {
  if (blame === 'client') return 'answered';
  switch (error.code) {
    case 'timeout':
      return 'timeout';
    case 'rate_limit_exceeded':
      return 'rate_limited';
    case 'overloaded':
      return 'overloaded';
    case 'provider_unavailable':
      return blame === 'credential' ? 'credential_refused' : 'unavailable';
    default:
      return blame === 'credential' ? 'credential_refused' : 'server_error';
  }
}
