import type { TenantClient } from '@modelhub/db/tenant';
import { requireOwned } from '#src/features/usage/server/owned-filter.ts';

export type FirstRequest =
  | { readonly kind: 'waiting' }
  | {
      readonly kind: 'arrived';
      readonly at: Date;
      readonly model: string;
      readonly provider: string;
      readonly statusCode: number;
      readonly errorCode: string | null;
      readonly promptTokens: number;
      readonly completionTokens: number;
      readonly durationMs: number;
      readonly costNanoUsd: bigint;
    };

/** The first request of an organization, or of one of its keys, once the ledger has it: a second or two after the answer. */
export async function findFirstRequest(
  tx: TenantClient,
  { organizationId, keyId }: { readonly organizationId: string; readonly keyId: string | undefined },
): Promise<FirstRequest> {
  await requireOwned(tx, { organizationId, keys: keyId === undefined ? [] : [keyId] });
  const event = await tx.usageEvent.findFirst({
    where: { organizationId, ...(keyId === undefined ? {} : { keyId }) },
    orderBy: { occurredAt: 'asc' },
  });
  if (event === null) return { kind: 'waiting' };
  const { occurredAt, model, provider, statusCode, errorCode, durationMs, costNanoUsd } = event;
  return {
    kind: 'arrived',
    at: occurredAt,
    model,
    provider,
    statusCode,
    errorCode,
    durationMs,
    costNanoUsd,
    promptTokens: event.input + event.cachedInput + event.cacheWrite5m + event.cacheWrite1h + event.audioInput + event.imageInput,
    completionTokens: event.output + event.audioOutput + event.imageOutput,
  };
}
