import type { Server } from 'node:http';
import { createServer, type Server as SocketServer } from 'node:net';

/**
 * libuv takes one new connection out of a listening socket in each turn of the event loop (`uv__server_io`, seen in libuv 1.52.1). A turn of a busy gateway
 * takes long, so that new clients waited for minutes, and were reset once the queue of 511 was full, while those with a connection were served: no load
 * could be shed that had not been let in.
 */
const DOORS = 8;
/** The kernel has a limit of its own, 4,096 by default (net.core.somaxconn). */
export const BACKLOG = 4_096;

/** Elsewhere a port has one listening socket, and connections come in one by one. */
export const CAN_SHARE_PORT = process.platform === 'linux';

export interface Address {
  readonly host: string;
  readonly port: number;
}

/** Rejects when somebody listens at the address already: sockets that share a port do not tell. */
export async function assertFree(address: Address): Promise<void> {
  const server = createServer();
  await listening(server, address);
  await new Promise((resolve) => server.close(resolve));
}

/** Opens further listening sockets for a server that listens with `reusePort`, each of which lets one more connection in a turn. Returns how to close them. */
export async function openDoors(server: Server, address: Address): Promise<() => Promise<unknown>> {
  const doors: SocketServer[] = [];
  const close = (): Promise<unknown> => Promise.all(doors.map((door) => new Promise((resolve) => door.close(resolve))));
  try {
    for (let i = 1; i < DOORS; i += 1) {
      // As node:http has its own.
      const door = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => server.emit('connection', socket));
      await listening(door, { ...address, reusePort: true });
      doors.push(door);
    }
    return close;
  } catch (error) {
    await close();
    throw error;
  }
}

function listening(server: SocketServer, options: Address & { readonly reusePort?: boolean }): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ ...options, backlog: BACKLOG }, () => {
      server.off('error', reject);
      resolve();
    });
  });
}
