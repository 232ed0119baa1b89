import type { CircuitReport, GatewayCircuits } from '@modelhub/state/shared-state';

/** A gateway that has said nothing new for that long may be gone: nothing follows from what it said last. */
const FRESH_MS = 5_000;
/** So many machines that see the same are believed without a look of one's own. */
const AGREED_BY = 2;

/** What follows from the circuits of other gateways, on this gateway's clock. */
export type Hint =
  /** Somebody has seen it fail since `sinceMs`; with `untilMs` in the future enough of them have. */
  | { readonly kind: 'doubt'; readonly endpointId: string; readonly sinceMs: number; readonly untilMs: number }
  | { readonly kind: 'limited'; readonly endpointId: string; readonly untilMs: number }
  /** Somebody who had seen it fail has had an answer from it. */
  | { readonly kind: 'recovered'; readonly endpointId: string };

interface Peer {
  readonly host: string;
  atMs: number;
  heardAtMs: number;
  /** Its circuits by endpoint. */
  circuits: ReadonlyMap<string, CircuitReport>;
}

/**
 * Turns what others report into hints, each opening once. A gateway whose own network is broken sees every provider fail: while that is how it looks, and while it is the only
 * one, nobody closes an endpoint on its word (docs/adr/0044).
 */
export class PeerCircuits {
  readonly #peers = new Map<string, Peer>();

  hear(reports: readonly GatewayCircuits[], nowMs: number): readonly Hint[] {
    const hints: Hint[] = [];
    const news: CircuitReport[] = [];
    for (const report of reports) {
      const peer = this.#peers.get(report.gatewayId) ?? { host: report.host, atMs: 0, heardAtMs: 0, circuits: NOTHING };
      if (report.atMs === peer.atMs) continue;
      // The first report of a gateway may be its last from before it went: clocks that are set tell.
      const isFresh = peer.atMs !== 0 || Math.abs(nowMs - report.atMs) <= FRESH_MS;
      const circuits = believed(report);
      if (isFresh) {
        for (const circuit of circuits.values()) if (circuit.openedAtMs !== peer.circuits.get(circuit.endpointId)?.openedAtMs) news.push(circuit);
        const stillOpen = new Set(report.circuits.map(({ endpointId }) => endpointId));
        for (const [endpointId, { cause }] of peer.circuits)
          if (cause === 'failing' && !stillOpen.has(endpointId)) hints.push({ kind: 'recovered', endpointId });
      }
      this.#peers.set(report.gatewayId, { host: report.host, atMs: report.atMs, heardAtMs: isFresh ? nowMs : 0, circuits: isFresh ? circuits : NOTHING });
    }
    for (const [gatewayId, { heardAtMs }] of this.#peers) if (nowMs - heardAtMs > 12 * FRESH_MS) this.#peers.delete(gatewayId);
    // After all have been heard: two that opened within one round agree.
    for (const circuit of news) hints.push(this.#hintOf(circuit, nowMs));
    return hints;
  }

  #hintOf({ endpointId, cause, openedAgoMs, openForMs }: CircuitReport, nowMs: number): Hint {
    if (cause === 'limited') return { kind: 'limited', endpointId, untilMs: nowMs + openForMs };
    const witnesses = new Map<string, number>();
    for (const { host, heardAtMs, circuits } of this.#peers.values()) {
      const circuit = nowMs - heardAtMs <= FRESH_MS ? circuits.get(endpointId) : undefined;
      if (circuit?.cause === 'failing') witnesses.set(host, circuit.openForMs);
    }
    const untilMs = witnesses.size < AGREED_BY ? nowMs : nowMs + Math.min(...witnesses.values());
    return { kind: 'doubt', endpointId, sinceMs: nowMs - openedAgoMs, untilMs };
  }
}

const NOTHING: ReadonlyMap<string, CircuitReport> = new Map();

/** By endpoint. What a provider asked for holds whoever says so. */
function believed({ circuits, providersAsked, providersFailing }: GatewayCircuits): ReadonlyMap<string, CircuitReport> {
  // Providers do not fail together; what is between them and a gateway does. Of a gateway that asks a single one nobody can tell.
  const isBelievable = providersAsked < 2 || providersFailing * 2 <= providersAsked;
  return new Map(circuits.flatMap((circuit) => (isBelievable || circuit.cause === 'limited' ? [[circuit.endpointId, circuit]] : [])));
}
