import type { ErrorCode } from '@modelhub/core/errors';
import type { DecisionRecord } from '@modelhub/routing/types';
import type { Target } from '../accounts/targets.ts';

/** `enabled` asks for the notes. */
export const METADATA_HEADER = 'x-modelhub-metadata';

interface AttemptNote {
  readonly endpoint: string;
  readonly provider_key: 'own' | 'shared';
  /** Milliseconds from the arrival of the request to the beginning of the attempt, and what the attempt took until it was known how it ended. */
  readonly started_ms: number;
  readonly took_ms: number;
  readonly error: ErrorCode | null;
}

/** Why a request went where it went, for a client that wants to know: which endpoints were looked at, what became of each, and what was tried. */
export class RouteNotes {
  readonly #decision: DecisionRecord;
  readonly #receivedAtMs: number;
  readonly #attempts: AttemptNote[] = [];

  constructor(decision: DecisionRecord, receivedAtMs: number) {
    this.#decision = decision;
    this.#receivedAtMs = receivedAtMs;
  }

  attempted({ endpoint, account }: Target, startedAtMs: number, error: ErrorCode | null): void {
    this.#attempts.push({
      endpoint: endpoint.id,
      provider_key: account.own === null ? 'shared' : 'own',
      started_ms: rounded(startedAtMs - this.#receivedAtMs),
      took_ms: rounded(performance.now() - startedAtMs),
      error,
    });
  }

  /** The answer with the notes in it, as `modelhub`. It has to be an object with members, as answers are. */
  inBody(body: Buffer): Buffer {
    return Buffer.concat([body.subarray(0, body.lastIndexOf('}')), Buffer.from(`,"modelhub":${this.#toJson()}}`)]);
  }

  /** In a stream they are a comment, which readers of events skip; its last event stays the last. */
  beforeEnd(terminalPart: Buffer): Buffer {
    return Buffer.concat([Buffer.from(`: modelhub ${this.#toJson()}\n\n`), terminalPart]);
  }

  #toJson(): string {
    const { requestedModels, sort, policy, considered } = this.#decision;
    return JSON.stringify({
      requested_models: requestedModels,
      sort,
      policy,
      candidates: considered
        .filter(({ excluded }) => excluded !== 'provider_not_configured')
        .map(({ endpointId, excluded, score }) => ({ endpoint: endpointId, excluded, score })),
      attempts: this.#attempts,
    });
  }
}

function rounded(ms: number): number {
  return Math.round(ms * 10) / 10;
}
