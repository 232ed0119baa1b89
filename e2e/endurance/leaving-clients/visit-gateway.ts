import { RawClient } from '../clients/raw-client.ts';
import { requestBody } from '../clients/request-bodies.ts';
import type { Visit } from './plan-visit.ts';

/** What became of one client. */
export interface Visited {
  readonly visit: Visit;
  readonly status: number;
  /** It had its whole answer, whether it left or not. */
  readonly isComplete: boolean;
  /** On the machine's monotonic clock; null for one that stayed until its answer was complete. */
  readonly leftMs: number | null;
}

const VISIT_MAX_MS = 60_000;

/** Asks, and leaves when the visit says so. Resolves when the connection is gone; rejects when it does not go away. */
export async function visitGateway(visit: Visit, to: { readonly port: number; readonly secret: string }): Promise<Visited> {
  const { way, shape, isStream, bodyShare, departure, leavesAfterMs } = visit;
  const client = new RawClient({ ...to, path: way.path, body: requestBody(way, { shape, isStream }) }, { bodyShare });
  let timer: NodeJS.Timeout | null = null;
  const leaveLater = (): void => {
    if (leavesAfterMs === 0) client.leave(departure);
    else timer = setTimeout(() => client.leave(departure), leavesAfterMs ?? 0);
  };
  if (leavesAfterMs !== null && visit.countsFrom === 'request') leaveLater();
  else if (leavesAfterMs !== null) {
    client.onPiece = () => {
      client.onPiece = null;
      leaveLater();
    };
  }
  const late = setTimeout(() => client.leave('reset'), VISIT_MAX_MS);
  await client.over;
  clearTimeout(late);
  if (timer !== null) clearTimeout(timer);
  return { visit, status: client.status, isComplete: client.isComplete, leftMs: client.leftMs };
}
