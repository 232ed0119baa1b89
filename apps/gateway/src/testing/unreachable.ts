import { spawn } from 'node:child_process';
import { connect, type Socket } from 'node:net';
import { once } from 'node:events';

/** An address at which connections are neither accepted nor refused, as behind a firewall: a program that is stopped, with a full queue. */
export interface UnreachableAddress {
  readonly url: string;
  close(): void;
}

const LISTENER = `
  const server = require('node:net').createServer();
  server.listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => process.stdout.write(String(server.address().port)));
`;
const QUEUE = 8;

export async function startUnreachableAddress(): Promise<UnreachableAddress> {
  const listener = spawn(process.execPath, ['-e', LISTENER], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [port] = (await once(listener.stdout, 'data')) as [Buffer];
  listener.kill('SIGSTOP');
  const waiting: Socket[] = [];
  for (let i = 0; i < QUEUE; i += 1) {
    const socket = connect(Number(port.toString()), '127.0.0.1');
    socket.on('error', () => {});
    waiting.push(socket);
  }
  // Long enough for those that still fit into the queue.
  await new Promise((resolve) => setTimeout(resolve, 100));
  return {
    url: `http://127.0.0.1:${port.toString()}`,
    close() {
      for (const socket of waiting) socket.destroy();
      listener.kill('SIGKILL');
    },
  };
}
