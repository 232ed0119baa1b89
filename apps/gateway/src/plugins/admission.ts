import { ModelHubError } from '@modelhub/core/errors';
import type { onRequestHookHandler } from 'fastify';
import type { Gateway } from '../gateway.ts';

/** Sheds load before it costs anything: a queue would only make everybody's requests late. Also marks when a request was first seen. */
export function admit(gateway: Gateway, lifecycle: { readonly isDraining: boolean }): onRequestHookHandler {
  return (request, reply, done) => {
    request.receivedAtMs = performance.now();
    if (lifecycle.isDraining) {
      void reply.header('connection', 'close');
      done(new ModelHubError('provider_unavailable', { message: 'This gateway is shutting down. Try again.', retryAfterMs: 100 }));
    } else if (isFull(gateway)) {
      done(new ModelHubError('overloaded', { message: 'This gateway is at its limit of requests at the same time. Try again shortly.', retryAfterMs: 1_000 }));
    } else if (!gateway.journal.isWritable) {
      done(
        new ModelHubError('provider_unavailable', {
          message: 'Usage cannot be recorded at the moment, so no request is taken. Try again shortly.',
          retryAfterMs: 1_000,
        }),
      );
    } else {
      done();
    }
  };
}

/** Whether `admit` would let a request in. */
export function isOpen(gateway: Gateway, lifecycle: { readonly isDraining: boolean }): boolean {
  return !lifecycle.isDraining && !isFull(gateway) && gateway.journal.isWritable;
}

function isFull({ watch, settings }: Gateway): boolean {
  return watch.size >= settings.requestsInFlightMax;
}
