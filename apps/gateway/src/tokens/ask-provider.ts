import type { Principal } from '@modelhub/access/principal';
import type { Model } from '@modelhub/catalog/types';
import type { ConversationRequest } from '@modelhub/surfaces/types';
import type { Gateway } from '../gateway.ts';
import { UpstreamCall } from '../upstream/upstream-call.ts';

/** Whoever asks for a count does not want to wait for it. */
const TIMEOUT_MS = 5_000;

/** What the model's own provider counts; null where none of them does, or none does it now. */
export async function askProvider(
  gateway: Gateway,
  model: Model,
  { principal, request, body }: { readonly principal: Principal; readonly request: ConversationRequest; readonly body: Buffer },
): Promise<number | null> {
  for (const endpoint of model.endpoints) {
    const account = endpoint.status === 'disabled' ? undefined : gateway.accounts.first(principal, endpoint.provider);
    const counting = account?.adapter.tokenCounting;
    if (account === undefined || counting === undefined || account.connection === null) continue;
    const { connection, isCustomAddress } = account;
    const call = new UpstreamCall();
    const timer = setTimeout(() => call.abort('total-late'), TIMEOUT_MS);
    try {
      const upstream = counting.toUpstreamRequest({ request, body, endpoint, connection, headers: {} });
      gateway.upstreams.dispatch({ baseUrl: connection.baseUrl, isCustomAddress }, upstream, call);
      const end = await call.end;
      const counted = end.kind === 'ended' && call.isSuccess ? counting.readCount(call.body()) : null;
      if (counted !== null) return counted;
    } finally {
      clearTimeout(timer);
    }
  }
  return null;
}
