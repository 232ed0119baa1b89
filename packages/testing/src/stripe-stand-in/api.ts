import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { expandPaths } from './expand.ts';
import { parseForm } from './form.ts';
import { Params } from './params.ts';
import { findRoute } from './router.ts';
import { apiRoutes } from './routes.ts';
import { newStripeId } from './state.ts';
import { StandInError, invalidRequest } from './stripe-error.ts';
import { API_VERSION, publicView } from './wire-form.ts';
import { accountNow, type World } from './world.ts';

const METER_EVENTS = '/v1/billing/meter_events';
const METER_EVENTS_PER_SECOND_MAX = 1_000;
/** How long a meter event is held, so that two at once for one customer are seen to be two at once. */
const METER_LATENCY_MS = 2;
const IDEMPOTENCY_SECONDS = 24 * 3_600;

export interface LoggedRequest {
  readonly method: string;
  readonly path: string;
  readonly body: string;
  readonly status: number;
}

interface Answer {
  readonly status: number;
  readonly body: string;
  readonly headers?: Record<string, string>;
}

/** Serves `/v1/...` as Stripe's API does: key, faults, idempotency, handler, expansion, error shape. */
export class Api {
  readonly log: LoggedRequest[] = [];
  readonly #world: World;
  readonly #meterCalls = new Set<string>();
  #rate = { second: 0, calls: 0 };

  constructor(world: World) {
    this.#world = world;
  }

  async handle(request: IncomingMessage, response: ServerResponse, call: { path: string; query: string; body: string }): Promise<void> {
    const method = request.method ?? 'GET';
    const answer = await this.#answer(request, { ...call, method });
    if (this.log.push({ method, path: call.path, body: call.body, status: answer?.status ?? 0 }) > 10_000) this.log.shift();
    if (answer === undefined) {
      request.socket.destroy();
      return;
    }
    response.writeHead(answer.status, {
      'content-type': 'application/json',
      'request-id': newStripeId('req').slice(0, 18),
      'stripe-version': API_VERSION,
      ...answer.headers,
    });
    response.end(answer.body);
  }

  /** Undefined: the connection dies without an answer. */
  async #answer(request: IncomingMessage, call: { method: string; path: string; query: string; body: string }): Promise<Answer | undefined> {
    try {
      this.#authenticate(request);
      const fault = this.#world.faults.take(call.method, call.path);
      if (fault === 'timeout') return undefined;
      if (fault === 'error-500') throw new StandInError({ status: 500, type: 'api_error', message: 'An unknown error occurred.' });
      if (fault === 'error-429') throw rateLimited();
      const isMeterEvent = call.method === 'POST' && call.path === METER_EVENTS;
      const answer = isMeterEvent ? await this.#meterEvent(request, call) : this.#idempotent(request, call);
      return fault === 'timeout-after-accept' ? undefined : answer;
    } catch (error) {
      if (error instanceof StandInError) return errorAnswer(error);
      throw error;
    }
  }

  #authenticate(request: IncomingMessage): void {
    const key = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
    if (key === undefined) throw invalidRequest('You did not provide an API key.', { status: 401 });
    if (!/^(sk|rk)_test_/.test(key)) throw invalidRequest(`Invalid API Key provided: ${key.slice(0, 7)}****`, { status: 401 });
  }

  /** One call at a time for each customer, and a thousand a second in all. */
  async #meterEvent(request: IncomingMessage, call: { method: string; path: string; query: string; body: string }): Promise<Answer> {
    const second = Math.floor(Date.now() / 1000);
    this.#rate = this.#rate.second === second ? { second, calls: this.#rate.calls + 1 } : { second, calls: 1 };
    if (this.#rate.calls > METER_EVENTS_PER_SECOND_MAX) throw rateLimited();
    const payload = new Params(parseForm(call.body)).map('payload') ?? {};
    const customer = payload['stripe_customer_id'] ?? '';
    if (this.#meterCalls.has(customer)) {
      throw new StandInError({
        status: 429,
        type: 'invalid_request_error',
        code: 'lock_timeout',
        message: 'This object cannot be accessed right now because another API request or Stripe process is currently accessing it.',
      });
    }
    this.#meterCalls.add(customer);
    try {
      await wait(METER_LATENCY_MS);
      return this.#idempotent(request, call);
    } finally {
      this.#meterCalls.delete(customer);
    }
  }

  #idempotent(request: IncomingMessage, call: { method: string; path: string; query: string; body: string }): Answer {
    const key = request.headers['idempotency-key'];
    if (call.method !== 'POST' || typeof key !== 'string') return this.#run(call);
    const { idempotency } = this.#world.state.tables;
    const fingerprint = createHash('sha256').update(`${call.path}\n${call.body}`).digest('hex');
    const now = accountNow(this.#world);
    const earlier = idempotency.get(key);
    if (earlier !== undefined && earlier.created > now - IDEMPOTENCY_SECONDS) {
      if (earlier.fingerprint === fingerprint) return { status: earlier.status, body: earlier.body, headers: { 'idempotent-replayed': 'true' } };
      throw new StandInError({
        status: 400,
        type: 'idempotency_error',
        message: `Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a key other than '${key}' if you meant to execute a different request.`,
      });
    }
    const answer = this.#run(call);
    idempotency.set(key, { id: key, fingerprint, status: answer.status, body: answer.body, created: now });
    return answer;
  }

  #run(call: { method: string; path: string; query: string; body: string }): Answer {
    const route = findRoute(apiRoutes, call.method, call.path);
    if (route === undefined) {
      throw invalidRequest(`Unrecognized request URL (${call.method}: ${call.path}).`, { status: 404 });
    }
    const params = new Params(parseForm(call.method === 'GET' ? call.query : call.body));
    const result = publicView(route.handler({ world: this.#world, params, ids: route.ids }));
    expandPaths(result, params.strings('expand') ?? [], this.#world.state.tables);
    if (call.method !== 'GET') this.#world.changed();
    return { status: 200, body: JSON.stringify(result) };
  }
}

function rateLimited(): StandInError {
  return new StandInError({ status: 429, type: 'rate_limit_error', code: 'rate_limit', message: 'Too many requests hit the API too quickly.' });
}

function errorAnswer(error: StandInError): Answer {
  const { status, shouldRetry } = error.fields;
  const hint = shouldRetry ?? (status === 429 || status >= 500 ? undefined : false);
  return {
    status,
    body: JSON.stringify(error.body()),
    ...(hint === undefined ? {} : { headers: { 'stripe-should-retry': String(hint) } }),
  };
}
