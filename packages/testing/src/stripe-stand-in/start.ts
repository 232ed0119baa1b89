import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { systemClock, type Clock } from '@modelhub/core/clock';
import { Api, type LoggedRequest } from './api.ts';
import { control } from './control.ts';
import { Faults, type Fault } from './faults.ts';
import { runTimeline } from './invoicing/timeline.ts';
import { MeterLedger } from './meter-ledger.ts';
import { servePage } from './pages/serve-page.ts';
import { emptyState, loadState, saveState } from './state.ts';
import { StandInError } from './stripe-error.ts';
import { WebhookSender, type WebhookMischief } from './webhook-sender.ts';
import { accountNow, type World } from './world.ts';

export interface StripeStandInOptions {
  /** 0 or absent: a free one. Always on 127.0.0.1. */
  readonly port?: number;
  /** Where events are sent; none are without it. */
  readonly webhookUrl?: string;
  readonly webhookSecret: string;
  /** The account's time. Events are signed with the real time, as the receiver checks it against its own. */
  readonly clock?: Clock;
  /** Kept across restarts in this JSON file. */
  readonly stateFile?: string;
  /** How long a meter event waits before it counts. */
  readonly aggregationDelayMs?: number;
  readonly webhookRetryDelaysMs?: readonly number[];
}

export interface StripeStandIn {
  /** For STRIPE_API_BASE. */
  readonly url: string;
  readonly requests: readonly LoggedRequest[];
  readonly webhookMischief: WebhookMischief;
  /** The account's time in Unix seconds. */
  now(): number;
  /** Runs everything that has become due by the clock: period ends, finalizations, payment retries. */
  tick(): void;
  /** Moves the account's time ahead and runs what has become due. */
  advanceSeconds(seconds: number): void;
  addFault(fault: Fault): void;
  /** Every meter event accepted so far counts now. */
  flushMeters(): void;
  setWebhookUrl(url: string): void;
  /** Sends every event again. */
  resendEvents(): void;
  /** Resolves when no webhook is waiting to be delivered or retried. */
  webhooksIdle(): Promise<void>;
  stop(): Promise<void>;
}

const TICK_MS = 1_000;
const SAVE_DELAY_MS = 250;
const BODY_BYTES_MAX = 1_048_576;

/**
 * A stateful server that keeps Stripe's documented rules for what this product uses, for the real `stripe` SDK to talk to.
 * Control API for other processes under `/_control` (see control.ts).
 */
export async function startStripeStandIn(options: StripeStandInOptions): Promise<StripeStandIn> {
  const { stateFile } = options;
  const state = stateFile === undefined ? emptyState() : loadState(stateFile);
  const saver = new Saver(() => stateFile !== undefined && saveState(stateFile, state));
  const world: World = {
    state,
    clock: options.clock ?? systemClock,
    meters: new MeterLedger(state, options.aggregationDelayMs ?? 300),
    webhooks: new WebhookSender(state, {
      url: options.webhookUrl,
      secret: options.webhookSecret,
      ...(options.webhookRetryDelaysMs === undefined ? {} : { retryDelaysMs: options.webhookRetryDelaysMs }),
    }),
    faults: new Faults(),
    baseUrl: '',
    changed: () => saver.soon(),
  };
  const api = new Api(world);
  const server = createServer((request, response) => {
    serve({ world, api, request, response }).catch((error: unknown) => {
      console.error('stripe stand-in:', error);
      if (!response.headersSent) response.writeHead(500, { 'content-type': 'text/plain' });
      response.end('internal error of the Stripe stand-in');
    });
  });
  server.keepAliveTimeout = 65_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  world.baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const ticker = setInterval(() => runTimeline(world), TICK_MS);
  ticker.unref();
  world.webhooks.resume();

  return {
    url: world.baseUrl,
    requests: api.log,
    webhookMischief: world.webhooks.mischief,
    now: () => accountNow(world),
    tick: () => runTimeline(world),
    advanceSeconds(seconds) {
      state.offsetMs += seconds * 1000;
      runTimeline(world);
      world.changed();
    },
    addFault: (fault) => world.faults.add(fault),
    flushMeters: () => world.meters.flush(),
    setWebhookUrl(url) {
      world.webhooks.url = url;
    },
    resendEvents() {
      for (const event of state.tables.events.values()) world.webhooks.resend(event);
    },
    webhooksIdle: () => world.webhooks.idle(),
    async stop() {
      clearInterval(ticker);
      world.meters.stop();
      world.webhooks.stop();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
      saver.now();
    },
  };
}

async function serve(call: { world: World; api: Api; request: IncomingMessage; response: ServerResponse }): Promise<void> {
  const { world, api, request, response } = call;
  const url = new URL(request.url ?? '/', 'http://stand-in');
  const body = await readBody(request);
  const method = request.method ?? 'GET';
  if (url.pathname.startsWith('/v1/')) {
    await api.handle(request, response, { path: url.pathname, query: url.search.slice(1), body });
    return;
  }
  if (url.pathname.startsWith('/_control/')) {
    const answer = control(world, { method, path: url.pathname, body });
    response.writeHead(answer.status, { 'content-type': 'application/json' }).end(JSON.stringify(answer.body));
    return;
  }
  try {
    servePage(world, response, { path: url.pathname, form: method === 'POST' ? new URLSearchParams(body) : undefined });
  } catch (error) {
    if (!(error instanceof StandInError)) throw error;
    response.writeHead(error.fields.status, { 'content-type': 'text/plain; charset=utf-8' }).end(error.message);
  }
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > BODY_BYTES_MAX) throw new Error('request body over 1 MiB');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** Writes at most every quarter of a second, and once more at the end. */
class Saver {
  readonly #save: () => void;
  #timer: NodeJS.Timeout | undefined;

  constructor(save: () => void) {
    this.#save = save;
  }

  soon(): void {
    this.#timer ??= setTimeout(() => this.now(), SAVE_DELAY_MS);
  }

  now(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#save();
  }
}
