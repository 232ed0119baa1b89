import { createHmac } from 'node:crypto';
import type { WebhookEvent } from './records.ts';
import { newStripeId, type State } from './state.ts';
import { API_VERSION, publicView } from './wire-form.ts';

export interface WebhookOptions {
  readonly url: string | undefined;
  readonly secret: string;
  /** Waits before the second, third, … attempt; the last one repeats until the event is taken. */
  readonly retryDelaysMs?: readonly number[];
}

export interface WebhookMischief {
  /** Holds events back and sends the newest first. */
  outOfOrder: boolean;
  /** Sends every event twice. */
  duplicate: boolean;
}

const RETRY_DELAYS_MS = [500, 1_000, 2_000, 5_000, 15_000, 60_000];
const ATTEMPTS_MAX = 500;
/** Long enough for the events of one request to come together, so that disorder is real. */
const GATHER_MS = 25;

/** Signs as Stripe does: `t=<unix>,v1=<HMAC-SHA-256 of "t.body">` under the endpoint's secret. */
export function signPayload(payload: string, secret: string, unixSeconds: number): string {
  const signature = createHmac('sha256', secret).update(`${unixSeconds}.${payload}`).digest('hex');
  return `t=${unixSeconds},v1=${signature}`;
}

/** Records events and delivers them: asynchronously, signed, retried until they are answered with a 2xx. */
export class WebhookSender {
  readonly mischief: WebhookMischief = { outOfOrder: false, duplicate: false };
  url: string | undefined;
  readonly #secret: string;
  readonly #retryDelaysMs: readonly number[];
  readonly #state: State;
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly #idleWaiters: (() => void)[] = [];
  readonly #abort = new AbortController();
  #gathered: WebhookEvent[] = [];
  #underWay = 0;

  constructor(state: State, options: WebhookOptions) {
    this.#state = state;
    this.url = options.url;
    this.#secret = options.secret;
    this.#retryDelaysMs = options.retryDelaysMs ?? RETRY_DELAYS_MS;
  }

  /** Records an event about `object` as it is at this moment. */
  emit(type: string, object: object, created: number, previous?: Record<string, unknown>): void {
    const event: WebhookEvent = {
      id: newStripeId('evt'),
      object: 'event',
      api_version: API_VERSION,
      created,
      livemode: false,
      type,
      data: { object: publicView(object), ...(previous === undefined ? {} : { previous_attributes: previous }) },
      pending_webhooks: this.url === undefined ? 0 : 1,
      request: { id: null, idempotency_key: null },
    };
    this.#state.tables.events.set(event.id, event);
    if (this.url !== undefined) this.#gather(event);
  }

  /** Takes up deliveries that an earlier process left unfinished. */
  resume(): void {
    if (this.url === undefined) return;
    for (const event of this.#state.tables.events.values()) if (event.pending_webhooks > 0) this.#gather(event);
  }

  resend(event: WebhookEvent): void {
    this.#gather(event);
  }

  /** Resolves when nothing is waiting to be delivered or retried. */
  idle(): Promise<void> {
    if (this.#underWay === 0 && this.#gathered.length === 0) return Promise.resolve();
    return new Promise((resolve) => this.#idleWaiters.push(resolve));
  }

  stop(): void {
    this.#abort.abort();
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
  }

  #gather(event: WebhookEvent): void {
    this.#gathered.push(event);
    if (this.#gathered.length === 1) this.#later(() => this.#dispatch(), GATHER_MS);
  }

  #dispatch(): void {
    const batch = this.mischief.outOfOrder ? this.#gathered.reverse() : this.#gathered;
    this.#gathered = [];
    const copies = this.mischief.duplicate ? batch.flatMap((event) => [event, event]) : batch;
    for (const event of copies) {
      this.#underWay += 1;
      void this.#deliver(event, 0);
    }
  }

  async #deliver(event: WebhookEvent, attempt: number): Promise<void> {
    if (await this.#post(event)) {
      event.pending_webhooks = 0;
      return this.#done();
    }
    if (this.#abort.signal.aborted || attempt >= ATTEMPTS_MAX) return this.#done();
    const delay = this.#retryDelaysMs[Math.min(attempt, this.#retryDelaysMs.length - 1)] ?? 1_000;
    this.#later(() => void this.#deliver(event, attempt + 1), delay);
  }

  async #post(event: WebhookEvent): Promise<boolean> {
    if (this.url === undefined) return false;
    const payload = JSON.stringify(event, null, 2);
    try {
      const response = await fetch(this.url, {
        method: 'POST',
        body: payload,
        redirect: 'error',
        headers: {
          'content-type': 'application/json; charset=utf-8',
          'user-agent': 'Stripe/1.0 (+https://stripe.com/docs/webhooks)',
          'stripe-signature': signPayload(payload, this.#secret, Math.floor(Date.now() / 1000)),
        },
        signal: AbortSignal.any([this.#abort.signal, AbortSignal.timeout(10_000)]),
      });
      await response.arrayBuffer();
      return response.ok;
    } catch {
      return false;
    }
  }

  #done(): void {
    this.#underWay -= 1;
    if (this.#underWay > 0 || this.#gathered.length > 0) return;
    for (const waiter of this.#idleWaiters.splice(0)) waiter();
  }

  #later(action: () => void, delayMs: number): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      action();
    }, delayMs);
    this.#timers.add(timer);
  }
}
