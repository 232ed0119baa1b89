import type { AuthenticationResult } from '@modelhub/access/principal-cache';
import type { Principal } from '@modelhub/access/principal';
import { ModelHubError } from '@modelhub/core/errors';
import type { FastifyRequest, onRequestHookHandler } from 'fastify';
import type { Gateway } from '../gateway.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Set by `authenticate`. */
    principal: Principal | null;
    /** `performance.now()` when the request was first seen. */
    receivedAtMs: number;
  }
}

/** Who asks, past `authenticate`. */
export function principalOf({ principal }: FastifyRequest): Principal {
  if (principal === null) throw new Error('a request came past authentication');
  return principal;
}

const BEARER = /^bearer +(\S+) *$/i;

/**
 * Knows the caller before its body is read, so that nobody can make the gateway read megabytes without a key. A known key is answered at once;
 * nothing is awaited.
 */
export function authenticate(
  gateway: Gateway,
  keyOf: (request: FastifyRequest) => string | null = ({ headers }) => presentedKey(headers),
): onRequestHookHandler {
  return (request, _reply, done) => {
    const key = keyOf(request);
    if (key === null) {
      done(refused('No API key was sent. Put it into the authorization header: "Bearer mh_live_...".'));
      return;
    }
    const accept = (answer: AuthenticationResult): void => {
      const error = errorOf(answer);
      if (answer.kind === 'principal') request.principal = answer.principal;
      if (error === null) done();
      else done(error);
    };
    const result = gateway.principals.authenticate(key, request.raw.socket);
    if (result instanceof Promise) result.then(accept, (error: unknown) => done(error as Error));
    else accept(result);
  };
}

/** From `authorization: Bearer`, as OpenAI's clients send it, or `x-api-key`, as Anthropic's do. */
export function presentedKey(headers: Readonly<Record<string, string | string[] | undefined>>): string | null {
  const { authorization } = headers;
  const bearer = typeof authorization === 'string' ? BEARER.exec(authorization)?.[1] : undefined;
  if (bearer !== undefined) return bearer;
  const key = headers['x-api-key'];
  return typeof key === 'string' && key !== '' ? key : null;
}

/** On the paths of a provider's own API, where the provider's header may hold a key of the provider: ours is in `x-modelhub-key` then. */
export function nativeKey(request: FastifyRequest): string | null {
  const { 'x-modelhub-key': own, 'x-goog-api-key': google } = request.headers;
  if (typeof own === 'string' && own !== '') return own;
  const presented = presentedKey(request.headers) ?? (typeof google === 'string' && google !== '' ? google : null);
  return presented ?? new URLSearchParams(request.url.split('?')[1] ?? '').get('key');
}

/** The caller, where nothing speaks against serving it. */
export function acceptedPrincipal(answer: AuthenticationResult): Principal | null {
  return answer.kind === 'principal' && errorOf(answer) === null ? answer.principal : null;
}

function errorOf(answer: AuthenticationResult): ModelHubError | null {
  switch (answer.kind) {
    case 'principal':
      return answer.principal.organizationStatus === 'suspended'
        ? new ModelHubError('organization_suspended', {
            message: 'This organization is suspended. Its owner finds the reason on the billing page.',
            shouldRetry: false,
          })
        : null;
    case 'unavailable':
      return new ModelHubError('provider_unavailable', { message: 'API keys cannot be checked at the moment. Try again shortly.', retryAfterMs: 1_000 });
    case 'refused':
      return refused(REASONS[answer.reason]);
  }
}

const REASONS = {
  malformed: 'The API key is not one of ours: it has to begin with "mh_live_" and be complete.',
  unknown: 'The API key is not valid: it does not exist or was revoked.',
  expired: 'The API key has expired.',
} as const;

function refused(message: string): ModelHubError {
  return new ModelHubError('invalid_api_key', { message });
}
