import { Counter, createRegistry, Gauge, Histogram, type Registry } from '@modelhub/observability/metrics';
import type { UsageEventSettled } from '@modelhub/metering/usage-event';
import { completionTokens, promptTokens } from '@modelhub/core/token-usage';
import type { JournalWriter } from '@modelhub/metering/journal/types';
import type { RequestWatch } from './pipeline/request-watch.ts';
import type { UnreadAnswers } from './pipeline/unread-answers.ts';

/** Microseconds, around the promise that overhead is small. */
const OVERHEAD_BUCKETS_US = [100, 250, 500, 1_000, 2_500, 5_000, 10_000, 50_000, 250_000];
const SECONDS_BUCKETS = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300];

interface EndpointFigures {
  readonly outcomes: Map<string, number>;
  promptTokens: number;
  completionTokens: number;
}

/**
 * Figures of this gateway. What happens with every request is added up in plain numbers; the metrics library, which hashes labels at each
 * step, only sees them when somebody scrapes.
 */
export class GatewayMetrics {
  readonly registry: Registry;
  readonly #endpoints = new Map<string, EndpointFigures>();
  readonly #refused = new Map<string, number>();
  readonly #hedges = new Map<string, number>();
  readonly #hedgeLostNanoUsd = new Map<string, bigint>();
  readonly #failedAttempts = new Map<string, Map<string, number>>();
  readonly #overhead: Histogram;
  readonly #timeToFirst: Histogram;

  constructor(watched: { readonly watch: RequestWatch; readonly unreadAnswers: UnreadAnswers; readonly journal: JournalWriter }) {
    this.registry = createRegistry('gateway');
    const registers = [this.registry];
    this.#overhead = new Histogram({
      name: 'modelhub_overhead_microseconds',
      help: 'Time until the first byte of an answer that was not spent waiting for a provider.',
      buckets: OVERHEAD_BUCKETS_US,
      registers,
    });
    this.#timeToFirst = new Histogram({
      name: 'modelhub_time_to_first_byte_seconds',
      help: 'From the request to the first byte of a streamed answer.',
      buckets: SECONDS_BUCKETS,
      registers,
    });
    new Gauge({
      name: 'modelhub_requests_in_flight',
      help: 'Requests under way.',
      registers,
      collect() {
        this.set(watched.watch.size);
      },
    });
    new Gauge({
      name: 'modelhub_journal_writable',
      help: '1 while the journal takes records.',
      registers,
      collect() {
        this.set(watched.journal.isWritable ? 1 : 0);
      },
    });
    this.#exposeRequests();
    this.#exposeTokens();
    this.#exposeRefusals();
    this.#counter('modelhub_unread_cut_total', 'Connections that were cut because their clients did not read.', [], (add) =>
      add({}, watched.unreadAnswers.cut),
    );
  }

  ended(event: UsageEventSettled): void {
    const figures = this.#endpoint(event.endpointId);
    figures.outcomes.set(event.outcome, (figures.outcomes.get(event.outcome) ?? 0) + 1);
    figures.promptTokens += promptTokens(event.usage);
    figures.completionTokens += completionTokens(event.usage);
    if (event.overheadUs !== null) this.#overhead.observe(event.overheadUs);
    if (event.timeToFirstMs !== null) this.#timeToFirst.observe(event.timeToFirstMs / 1_000);
  }

  /** Turned away before anything was sent to a provider. */
  refused(code: string): void {
    this.#refused.set(code, (this.#refused.get(code) ?? 0) + 1);
  }

  attemptFailed(endpointId: string, code: string): void {
    const codes = this.#failedAttempts.get(endpointId) ?? new Map<string, number>();
    this.#failedAttempts.set(endpointId, codes);
    codes.set(code, (codes.get(code) ?? 0) + 1);
  }

  /** A second request was made beside a slow one. */
  hedged(endpointId: string): void {
    this.#hedges.set(endpointId, (this.#hedges.get(endpointId) ?? 0) + 1);
  }

  /** One of two requests was not needed, and nobody pays us for what its provider may charge for the prompt. What it had written by then no provider says. */
  hedgeLost(endpointId: string, costNanoUsd: bigint): void {
    this.#hedgeLostNanoUsd.set(endpointId, (this.#hedgeLostNanoUsd.get(endpointId) ?? 0n) + costNanoUsd);
  }

  #endpoint(id: string): EndpointFigures {
    const known = this.#endpoints.get(id);
    if (known !== undefined) return known;
    const figures: EndpointFigures = { outcomes: new Map(), promptTokens: 0, completionTokens: 0 };
    this.#endpoints.set(id, figures);
    return figures;
  }

  #exposeRequests(): void {
    this.#counter('modelhub_requests_total', 'Requests that were sent to a provider, by how they ended.', ['endpoint', 'outcome'], (add) => {
      for (const [endpoint, { outcomes }] of this.#endpoints) for (const [outcome, count] of outcomes) add({ endpoint, outcome }, count);
    });
    this.#counter('modelhub_failed_attempts_total', 'Attempts at a provider that failed, by the error.', ['endpoint', 'code'], (add) => {
      for (const [endpoint, codes] of this.#failedAttempts) for (const [code, count] of codes) add({ endpoint, code }, count);
    });
    this.#counter('modelhub_hedges_total', 'Second requests that were made beside a slow one, by where they went.', ['endpoint'], (add) => {
      for (const [endpoint, count] of this.#hedges) add({ endpoint }, count);
    });
    const lost = 'What the prompts, and no answers, of requests cost that were ended because another one was faster, in nano-USD. Nobody is charged for it.';
    this.#counter('modelhub_hedge_lost_prompts_nano_usd', lost, ['endpoint'], (add) => {
      // What is scraped is a float: exact up to nine million dollars, and nobody's bill.
      for (const [endpoint, count] of this.#hedgeLostNanoUsd) add({ endpoint }, Number(count));
    });
  }

  #exposeTokens(): void {
    this.#counter('modelhub_tokens_total', 'Tokens that were charged.', ['endpoint', 'direction'], (add) => {
      for (const [endpoint, figures] of this.#endpoints) {
        add({ endpoint, direction: 'prompt' }, figures.promptTokens);
        add({ endpoint, direction: 'completion' }, figures.completionTokens);
      }
    });
  }

  #exposeRefusals(): void {
    this.#counter('modelhub_refused_total', 'Requests that were turned away before anything was sent to a provider.', ['code'], (add) => {
      for (const [code, count] of this.#refused) add({ code }, count);
    });
  }

  #counter(name: string, help: string, labelNames: string[], collect: (add: (labels: Record<string, string>, value: number) => void) => void): void {
    new Counter({
      name,
      help,
      labelNames,
      registers: [this.registry],
      collect() {
        this.reset();
        collect((labels, value) => this.inc(labels, value));
      },
    });
  }
}
