import { OWN_KEY_PRICE } from '@modelhub/catalog/price';
import type { BilledUnit } from '@modelhub/core/billed-unit';
import { TOKEN_COMPONENTS, type TokenComponent } from '@modelhub/core/token-usage';
import type { TenantClient } from '@modelhub/db/tenant';
import { shownDecision } from '@modelhub/metering/kept-decision';
import { notFound } from '#src/server/errors.ts';
import { readDecision, type Decision } from '../decision.ts';
import { eventIdOf } from '../generation-id.ts';

export interface RequestDetail {
  readonly id: string;
  readonly requestId: string;
  readonly at: Date;
  readonly surface: string;
  readonly requestedModel: string;
  readonly model: string;
  readonly provider: string;
  readonly endpointId: string;
  readonly key: { readonly id: string; readonly name: string };
  readonly project: { readonly id: string; readonly name: string };
  readonly stream: boolean;
  readonly outcome: string;
  readonly statusCode: number;
  readonly errorCode: string | null;
  readonly finishReason: string | null;
  readonly usageSource: string;
  readonly serviceTier: string;
  readonly attempts: number;
  readonly durationMs: number;
  readonly timeToFirstMs: number | null;
  readonly overheadUs: number | null;
  readonly providerRequestId: string | null;
  readonly priceId: string;
  /** On the organization's own key of the provider, which bills it. */
  readonly isOwnKey: boolean;
  readonly markupBasisPoints: number;
  /** Components that are not zero, with the provider's price of a million where the price lists one. */
  readonly tokens: readonly { readonly component: TokenComponent; readonly count: number; readonly priceNanoUsdPerMillionTokens: bigint | null }[];
  /** What the component `units` counts. */
  readonly unit: BilledUnit | null;
  /** As it was charged at first. */
  readonly costNanoUsd: bigint;
  readonly corrections: readonly { readonly id: string; readonly at: Date; readonly reason: string; readonly costNanoUsd: bigint }[];
  /** Why it went where it went, while that is kept. */
  readonly decision: Decision | null;
}

/** Every fact that the ledger has about one request. */
export async function requestDetail(
  tx: TenantClient,
  { organizationId, id }: { readonly organizationId: string; readonly id: string },
): Promise<RequestDetail> {
  const eventId = eventIdOf(id);
  const event = await tx.usageEvent.findUnique({ where: { organizationId_eventId: { organizationId, eventId } } });
  if (event === null) throw notFound('request');
  const [key, project, price, corrections, kept] = [
    await tx.apiKey.findUnique({ where: { id: event.keyId, organizationId }, select: { name: true } }),
    await tx.project.findUnique({ where: { id: event.projectId, organizationId }, select: { name: true } }),
    await tx.price.findUnique({ where: { id: event.priceId } }),
    await tx.usageCorrection.findMany({ where: { organizationId, eventId }, orderBy: { createdAt: 'asc' } }),
    await tx.requestDecision.findUnique({ where: { organizationId_eventId: { organizationId, eventId } }, select: { document: true } }),
  ];
  return {
    id,
    requestId: event.requestId,
    at: event.occurredAt,
    surface: event.surface,
    requestedModel: event.requestedModel,
    model: event.model,
    provider: event.provider,
    endpointId: event.endpointId,
    key: { id: event.keyId, name: key?.name ?? event.keyId },
    project: { id: event.projectId, name: project?.name ?? event.projectId },
    stream: event.stream,
    outcome: event.outcome,
    statusCode: event.statusCode,
    errorCode: event.errorCode,
    finishReason: event.finishReason,
    usageSource: event.usageSource,
    serviceTier: event.serviceTier,
    attempts: event.attempts,
    durationMs: event.durationMs,
    timeToFirstMs: event.timeToFirstMs,
    overheadUs: event.overheadUs,
    providerRequestId: event.providerRequestId,
    priceId: event.priceId,
    isOwnKey: event.priceId === OWN_KEY_PRICE.id,
    markupBasisPoints: event.markupBasisPoints,
    tokens: TOKEN_COMPONENTS.filter((component) => event[component] > 0).map((component) => ({
      component,
      count: event[component],
      priceNanoUsdPerMillionTokens: price?.[component] ?? null,
    })),
    unit: (price?.unit ?? null) as BilledUnit | null,
    costNanoUsd: event.costNanoUsd,
    corrections: corrections.map(({ id: correctionId, createdAt, reason, costNanoUsd }) => ({ id: correctionId, at: createdAt, reason, costNanoUsd })),
    decision: kept === null ? null : readDecision(shownDecision(kept.document)),
  };
}
