import { priceAt } from '@modelhub/catalog/price';
import type { Endpoint, Model } from '@modelhub/catalog/types';
import { ModelHubError } from '@modelhub/core/errors';
import { costOfUsage } from '@modelhub/metering/cost';
import type { UpstreamFailure } from '@modelhub/providers/types';
import { chatSurface } from '@modelhub/surfaces/chat';
import { ConversationCall } from '@modelhub/surfaces/conversation-call';
import type { PreparedCall } from '@modelhub/surfaces/types';
import { isReachable, type ProviderAccount } from '../accounts/provider-account.ts';
import { UpstreamCall } from '../upstream/upstream-call.ts';
import type { Upstreams } from '../upstream/upstreams.ts';
import type { HealthTracker } from './health-tracker.ts';

/** A word and its answer's first token: nobody takes longer for that who is well. */
const TIMEOUT_MS = 15_000;
/** Models that think before they speak refuse to be stopped before that (platform.openai.com/docs/api-reference/responses, `max_output_tokens`). */
const REASONING_TOKENS = 16;

/** An endpoint that can be probed, on our account. */
export interface ProbeTarget {
  readonly model: Model;
  readonly endpoint: Endpoint;
  readonly account: ProviderAccount;
}

export interface ProbeResult {
  readonly outcome: 'answered' | 'failed';
  /** At the provider's list price; 0 where it was not told what was used. */
  readonly costNanoUsd: bigint;
}

export interface ProbeTools {
  readonly upstreams: Upstreams;
  readonly tracker: HealthTracker;
  nowMs(): number;
}

/** Whether an endpoint answers a word for next to nothing. What charges by the request, or works for minutes, is only asked by customers. */
export function canBeProbed({ model, endpoint, account }: ProbeTarget, nowMs: number): boolean {
  if (model.kind !== 'chat' || endpoint.status !== 'active' || endpoint.responsesOnly || account.own !== null || account.connection === null) return false;
  if (!model.input.includes('text') || !model.output.includes('text')) return false;
  if (account.adapter.conversation === null && account.adapter.native.chat === undefined) return false;
  const price = priceAt(endpoint, { atMs: nowMs, promptTokens: 0 });
  return price !== undefined && price.perRequestNanoUsd === 0n && isReachable(account, endpoint);
}

/** Asks an endpoint for a single token, by the way that customers' requests go. Null for one that cannot be asked like that. Never rejects. */
export async function probe(target: ProbeTarget, { upstreams, tracker, nowMs }: ProbeTools): Promise<ProbeResult | null> {
  const { endpoint, account } = target;
  const prepared = prepare(target, nowMs());
  if (prepared === null || account.connection === null) return null;
  const trial = tracker.begin({ account, endpoint }, 'probe');
  const call = new UpstreamCall();
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    call.abort('total-late');
  }, TIMEOUT_MS);
  upstreams.dispatch({ baseUrl: account.connection.baseUrl, isCustomAddress: account.isCustomAddress }, prepared.upstream, call);
  const end = await call.end;
  clearTimeout(timer);
  const headroom = account.adapter.readHeadroom?.(call.headers, nowMs()) ?? null;
  if (headroom !== null) trial.limitsLeft(headroom);
  if (end.kind !== 'ended' || !call.isSuccess) {
    const isAnswer = end.kind === 'ended';
    trial.failed(isAnswer ? account.adapter.toFailure(call.statusCode, call.headers, call.body()) : silence(isLate));
    return { outcome: 'failed', costNanoUsd: 0n };
  }
  try {
    const { usage } = prepared.fromResponse({ headers: call.headers, body: call.body() });
    const price = priceAt(endpoint, { atMs: nowMs(), promptTokens: usage?.input ?? 0 });
    trial.succeeded(0);
    return { outcome: 'answered', costNanoUsd: usage === null || price === undefined ? 0n : costOfUsage({ usage, price, markupBasisPoints: 0 }) };
  } catch {
    trial.failed(failureOf('provider_error'));
    return { outcome: 'failed', costNanoUsd: 0n };
  }
}

function prepare({ model, endpoint, account }: ProbeTarget, nowMs: number): PreparedCall | null {
  if (account.connection === null) return null;
  const limit = model.reasoning ? { max_completion_tokens: REASONING_TOKENS } : { max_tokens: 1 };
  const body = Buffer.from(JSON.stringify({ model: model.id, messages: [{ role: 'user', content: 'Hi' }], ...limit }));
  try {
    const call = new ConversationCall(chatSurface, { body, headers: {} });
    const context = {
      model: model.id,
      generationId: 'probe',
      createdAtSeconds: Math.floor(nowMs / 1_000),
      promptTokensEstimate: call.promptTokens,
      request: call.request,
    };
    return call.prepare(account.adapter, { endpoint, connection: account.connection, context });
  } catch (error) {
    if (error instanceof ModelHubError) return null;
    throw error;
  }
}

function silence(isLate: boolean): UpstreamFailure {
  return failureOf(isLate ? 'timeout' : 'provider_unavailable');
}

function failureOf(code: 'timeout' | 'provider_unavailable' | 'provider_error'): UpstreamFailure {
  return { error: new ModelHubError(code, { message: 'A probe was not answered.' }), blame: 'provider', retryAfterMs: null };
}
