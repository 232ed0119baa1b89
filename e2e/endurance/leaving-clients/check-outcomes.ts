import type { UsageEventSettled } from '@modelhub/metering/usage-event';
import type { CallSeen } from '../instance/answer-shape.ts';
import type { Visited } from './visit-gateway.ts';

/** How the three sides of each request agree: its client, its provider, and the books. */
export interface Agreement {
  /** From a client's leaving, or its call's arriving, to the end of the call at the provider. */
  readonly noticedAfterMs: readonly number[];
  /** Calls that went on although their client had left. */
  readonly neverClosed: number;
  /** Sentences about requests of which one side says what another does not. */
  readonly disagreements: readonly string[];
  readonly cancelled: number;
  readonly completed: number;
}

export function compare(visited: readonly Visited[], calls: readonly CallSeen[], settled: readonly UsageEventSettled[]): Agreement {
  const clients = new Map(visited.map((one) => [one.visit.shape.id, one]));
  const seen = new Map(calls.map((one) => [one.id, one]));
  const noticedAfterMs: number[] = [];
  const disagreements: string[] = [];
  let neverClosed = 0;
  for (const call of calls) {
    const leftMs = clients.get(call.id)?.leftMs ?? null;
    const endMs = call.closedMs ?? call.endedMs;
    if (leftMs === null) continue;
    if (endMs === null) neverClosed += 1;
    else if (endMs > leftMs) noticedAfterMs.push(endMs - Math.max(leftMs, call.arrivedMs));
  }
  const bookedIds = new Set<number>();
  for (const event of settled) {
    const id = idOf(event);
    if (id === null) {
      if (event.outcome !== 'cancelled') disagreements.push(`${event.eventId} ended as ${event.outcome} without a word from a provider`);
      continue;
    }
    if (bookedIds.has(id)) disagreements.push(`request ${id} is in the books twice`);
    bookedIds.add(id);
    const wrong = disagreementOf(event, { client: clients.get(id), call: seen.get(id) });
    if (wrong !== null) disagreements.push(`request ${id} ${wrong}`);
  }
  for (const { visit, status, isComplete } of visited) {
    if (visit.leavesAfterMs === null && (status !== 200 || !isComplete))
      disagreements.push(`request ${visit.shape.id} stayed and got ${status}, ${isComplete ? 'whole' : 'cut'}`);
    if (status !== 0 && status !== 200 && visit.bodyShare === 1) disagreements.push(`request ${visit.shape.id} was answered with ${status}`);
  }
  const count = (outcome: UsageEventSettled['outcome']): number => settled.filter((event) => event.outcome === outcome).length;
  return { noticedAfterMs, neverClosed, disagreements, cancelled: count('cancelled'), completed: count('completed') };
}

/** The provider's own id of an answer has the request's number in it. */
function idOf({ providerRequestId }: UsageEventSettled): number | null {
  return providerRequestId === null ? null : Number(providerRequestId.slice('up_'.length));
}

function disagreementOf(
  event: UsageEventSettled,
  { client, call }: { readonly client: Visited | undefined; readonly call: CallSeen | undefined },
): string | null {
  if (client === undefined || call === undefined) return 'is in the books, and nobody has made it';
  if (client.isComplete && event.outcome !== 'completed') return `was whole at its client and ended as ${event.outcome}`;
  if (call.closedMs !== null && event.outcome !== 'cancelled') return `was broken off at its provider and ended as ${event.outcome}`;
  if (event.outcome !== 'completed' && event.outcome !== 'cancelled') return `ended as ${event.outcome}`;
  return null;
}
