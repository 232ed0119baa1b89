import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** A TCP proxy that can be told to misbehave. */
export interface FaultProxy {
  /** The target's URL with the proxy's address in it. */
  readonly url: string;
  /** Connections stay open, and nothing comes through in either direction any more: half-open, as after a lost route. */
  stall(): void;
  /** What is sent arrives, and no answer comes back. */
  loseAnswers(): void;
  /** Ends all connections; new ones are refused until `restore`. */
  cut(): void;
  /** New connections work; those that missed something are ended. */
  restore(): void;
  close(): Promise<void>;
}

/** Stands in front of the server that `targetUrl` names by host and port. */
export async function startFaultProxy(targetUrl: string): Promise<FaultProxy> {
  const target = new URL(targetUrl);
  const sockets = new Set<Socket>();
  let state: 'open' | 'stalled' | 'answers-lost' | 'cut' = 'open';
  const server = createServer((inbound) => {
    if (state === 'cut') {
      inbound.destroy();
      return;
    }
    const outbound = connect(Number(target.port), target.hostname);
    join(inbound, outbound, () => state !== 'stalled');
    join(outbound, inbound, () => state === 'open');
  });
  function join(from: Socket, to: Socket, isLetThrough: () => boolean): void {
    sockets.add(from);
    from.setNoDelay(true);
    from.on('data', (chunk) => {
      if (isLetThrough()) to.write(chunk);
    });
    from.on('error', () => {});
    from.on('close', () => {
      sockets.delete(from);
      to.destroy();
    });
  }
  const endAll = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = new URL(targetUrl);
  url.hostname = '127.0.0.1';
  url.port = String((server.address() as { port: number }).port);
  return {
    url: url.toString(),
    stall() {
      state = 'stalled';
    },
    loseAnswers() {
      state = 'answers-lost';
    },
    cut() {
      state = 'cut';
      endAll();
    },
    restore() {
      state = 'open';
      endAll();
    },
    async close() {
      endAll();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
