import { Agent, request as send } from 'node:http';
import { monotonicMs } from '../figures/monotonic.ts';
import { readStamp } from '../instance/answer-shape.ts';
import type { RawRequest } from './raw-client.ts';

/** How one request of a well-behaved client went. */
export interface Answered {
  /** 0 when there was none. */
  readonly status: number;
  /** It is whole: its length is right, and a stream has its last event. */
  readonly isComplete: boolean;
  readonly durationMs: number;
  /** Why there was no answer, or no end of it: the code of an error of the connection. */
  readonly problem: string | null;
  /**
   * What it took longer than the provider did: from sending to the provider's having it, and from the provider's first piece to ours. Null where the
   * answer does not say.
   */
  readonly addedMs: number | null;
}

export interface AskOptions {
  /** The client leaves that long after it has asked. */
  readonly leavesAfterMs?: number | null;
}

const END_OF_STREAM = /data: \[DONE\]|"type":"message_stop"/;
const HEAD_KEPT = 4_000;
const TAIL_KEPT = 400;

/** Clients that keep their connections, as SDKs do. */
export class KeptClients {
  readonly #agent = new Agent({ keepAlive: true, maxSockets: Number.POSITIVE_INFINITY });
  readonly #to: Pick<RawRequest, 'port'>;

  constructor(to: Pick<RawRequest, 'port'>) {
    this.#to = to;
  }

  /** Never rejects: an answer that does not come, or is cut, is a finding. */
  ask({ secret, path, body }: Omit<RawRequest, 'port'>, { leavesAfterMs = null }: AskOptions = {}): Promise<Answered> {
    return new Promise((resolve) => {
      const sentMs = monotonicMs();
      let leaveTimer: NodeJS.Timeout | null = null;
      const seen = { status: 0, firstMs: 0, head: '', tail: '', isStream: false, isEnded: false, problem: null as string | null };
      const over = (): void => {
        if (leaveTimer !== null) clearTimeout(leaveTimer);
        const { status, firstMs, head, tail, isStream, isEnded, problem } = seen;
        const stamp = readStamp(head);
        resolve({
          status,
          isComplete: isEnded && (!isStream || END_OF_STREAM.test(tail)),
          durationMs: monotonicMs() - sentMs,
          problem,
          addedMs: stamp === null ? null : stamp.arrivedMs - sentMs + (firstMs - stamp.firstMs),
        });
      };
      const broke = (error: NodeJS.ErrnoException): void => {
        seen.problem = error.code ?? error.message;
      };
      const request = send(
        {
          ...this.#to,
          host: '127.0.0.1',
          method: 'POST',
          path,
          agent: this.#agent,
          headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) },
        },
        (response) => {
          seen.status = response.statusCode ?? 0;
          seen.isStream = response.headers['content-type']?.startsWith('text/event-stream') === true;
          response.on('data', (chunk: Buffer) => {
            const text = chunk.toString('latin1');
            // The stamp is the last thing that the provider writes before it waits: what came with it came when it did.
            if (readStamp(seen.head) === null) seen.firstMs = monotonicMs();
            if (seen.head.length < HEAD_KEPT) seen.head += text.slice(0, HEAD_KEPT);
            seen.tail = (seen.tail + text).slice(-TAIL_KEPT);
          });
          response.on('end', () => {
            seen.isEnded = true;
          });
          response.on('error', broke);
          response.on('close', over);
        },
      );
      request.on('error', (error) => {
        broke(error);
        over();
      });
      request.end(body);
      if (leavesAfterMs !== null) leaveTimer = setTimeout(() => request.destroy(), leavesAfterMs);
    });
  }

  close(): void {
    this.#agent.destroy();
  }
}
