import { OWN_KEY_PRICE } from '@modelhub/catalog/price';
import { catalog } from '@modelhub/catalog/catalog';
import { uuidv7 } from '@modelhub/core/ids';
import { ZERO_USAGE } from '@modelhub/core/token-usage';
import type { Outcome, UsageEventOpen, UsageEventSettled } from '@modelhub/metering/usage-event';
import type { NativeApi, NativeUsageReader } from '@modelhub/providers/passthrough/native-api';
import type { Gateway } from '../gateway.ts';
import type { ClientResponse } from '../pipeline/client-response.ts';
import { LEASE_MS } from '../pipeline/request-record.ts';
import type { Watched } from '../pipeline/request-watch.ts';
import type { AbortReason, UpstreamCall } from '../upstream/upstream-call.ts';
import type { NativeRequest } from './native-request.ts';

const CHECKPOINT_MS = LEASE_MS / 3;

export interface NativeEnding {
  readonly outcome: Outcome;
  readonly statusCode: number;
  readonly errorCode: string | null;
  readonly isStream: boolean;
}

/** One request to a provider's own API while it is open in the journal. Costs nothing here; is counted all the same. */
export class NativeExchange implements Watched {
  bagIndex = -1;
  readonly eventId: string;
  readonly generationId: string;
  readonly reader: NativeUsageReader;
  call: UpstreamCall | null = null;
  lastDataAtMs = performance.now();
  /** The provider is paused, because the client is behind. */
  isPaused = false;
  readonly #gateway: Gateway;
  readonly #request: NativeRequest;
  readonly #api: NativeApi;
  readonly #openedAtMs: number;
  #checkpointAtMs = performance.now();

  constructor(gateway: Gateway, request: NativeRequest, api: NativeApi) {
    this.#gateway = gateway;
    this.#request = request;
    this.#api = api;
    this.reader = api.usageReader();
    this.eventId = uuidv7(gateway.clock.nowMs());
    this.#openedAtMs = Number.parseInt(this.eventId.slice(0, 8) + this.eventId.slice(9, 13), 16);
    this.generationId = `gen_${this.eventId.replaceAll('-', '')}`;
  }

  get client(): ClientResponse {
    return this.#request.client;
  }

  async open(): Promise<void> {
    this.#gateway.watch.add(this);
    this.client.onGone = () => this.abort('client-left');
    await this.#gateway.journal.open(this.#openEvent());
  }

  /** Writes down how it ended; resolves when the journal has it. */
  async settle({ outcome, statusCode, errorCode, isStream }: NativeEnding): Promise<UsageEventSettled> {
    const { usage } = this.reader;
    const { call } = this;
    const durationMs = performance.now() - this.#request.receivedAtMs;
    const timeToFirstMs = call === null || call.headersAtMs === 0 ? null : call.headersAtMs - this.#request.receivedAtMs;
    const isCounted = usage !== null && outcome !== 'failed';
    const settled: UsageEventSettled = {
      ...this.#openEvent(),
      stream: isStream,
      settledAtMs: this.#gateway.clock.nowMs(),
      outcome,
      usageSource: isCounted ? 'provider' : 'none',
      usage: isCounted ? usage : ZERO_USAGE,
      costNanoUsd: 0n,
      statusCode,
      errorCode,
      attempts: 1,
      durationMs: Math.round(durationMs),
      timeToFirstMs: timeToFirstMs === null ? null : Math.round(timeToFirstMs),
      overheadUs: null,
      providerRequestId: this.#gateway.accounts.adapterOf(this.#api.providerId)?.providerRequestId(call?.headers ?? {}) ?? null,
      finishReason: null,
      gatewayId: this.#gateway.id,
      decision: null,
    };
    this.#gateway.metrics.ended(settled);
    try {
      await this.#gateway.journal.settle(settled);
    } catch (error) {
      this.#gateway.logger.error({ err: error, eventId: this.eventId }, 'the end of a request waits for the journal');
    }
    return settled;
  }

  close(): void {
    this.#gateway.watch.delete(this);
    this.client.onGone = null;
  }

  abort(reason: AbortReason): void {
    this.call?.abort(reason);
  }

  shutDown(): void {
    this.abort('shutdown');
  }

  tick(nowMs: number): void {
    const { call } = this;
    if (call === null) return;
    if (nowMs - this.#checkpointAtMs >= CHECKPOINT_MS) {
      this.#checkpointAtMs = nowMs;
      const atMs = this.#gateway.clock.nowMs();
      this.#gateway.journal.checkpoint({ eventId: this.eventId, atMs, outputTokensForwarded: 0, leaseUntilMs: atMs + LEASE_MS });
    }
    const { idleTimeoutMs, totalTimeoutMs } = this.#gateway.settings;
    if (call.headersAtMs === 0) {
      if (nowMs - call.startedAtMs > totalTimeoutMs) call.abort('headers-late');
    } else if (!this.isPaused && nowMs - this.lastDataAtMs > idleTimeoutMs) call.abort('silent');
  }

  #openEvent(): UsageEventOpen {
    const { principal, requestId, path } = this.#request;
    const { providerId } = this.#api;
    const named = this.reader.model ?? this.#api.modelOf(path);
    return {
      eventId: this.eventId,
      openedAtMs: this.#openedAtMs,
      requestId,
      organizationId: principal.organizationId,
      projectId: principal.projectId,
      keyId: principal.keyId,
      userId: principal.createdByUserId,
      surface: 'passthrough',
      stream: false,
      requestedModel: named ?? '',
      // What is not about a model, such as a list of files, is counted under one name.
      model: named === null ? `${providerId}/other` : (catalog.findModel(named)?.id ?? `${providerId}/${named}`),
      provider: providerId,
      endpointId: `passthrough/${providerId}`,
      priceId: OWN_KEY_PRICE.id,
      serviceTier: 'standard',
      markupBasisPoints: principal.markupBasisPoints,
      reservedNanoUsd: 0n,
      inputTokensEstimate: 0,
      outputTokensMax: 0,
      leaseUntilMs: this.#openedAtMs + LEASE_MS,
    };
  }
}
