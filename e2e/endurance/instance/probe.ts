import { createServer } from 'node:http';
import { monitorEventLoopDelay } from 'node:perf_hooks';

/**
 * Loaded into the gateway's process before the gateway (`--import`): tells what only the process itself knows. `/` hands out its memory and the delay
 * of its event loop since the last time, `/collected` the same after a full garbage collection.
 */
const RESOLUTION_MS = 10;

const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
delay.enable();

const server = createServer((request, response) => {
  if (request.url === '/collected') {
    globalThis.gc?.();
    globalThis.gc?.();
  }
  const { heapUsed, external, arrayBuffers } = process.memoryUsage();
  const loopDelayMs = (ns: number): number => Math.max(0, ns / 1_000_000 - RESOLUTION_MS);
  response.end(
    JSON.stringify({ heapUsed, external, arrayBuffers, loopDelayMsP50: loopDelayMs(delay.percentile(50)), loopDelayMsP99: loopDelayMs(delay.percentile(99)) }),
  );
  delay.reset();
});
server.listen(Number(process.env['PROBE_PORT']), '127.0.0.1');
server.unref();
