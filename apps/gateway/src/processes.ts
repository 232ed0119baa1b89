import cluster, { type Worker } from 'node:cluster';
import type { Logger } from '@modelhub/observability/logger';
import type { Env } from './env.ts';

const RESTART_FIRST_MS = 500;
const RESTART_MAX_MS = 30_000;
/** One that ran for that long was no failed start. */
const STEADY_MS = 60_000;

/** What the environment of one process among several has of its own: each is a gateway with a journal and figures of its own. `index` from 0. */
export function processVariables({ GATEWAY_ID: id, GATEWAY_METRICS_PORT: metricsPort }: Env, index: number): Readonly<Record<string, string>> {
  return { GATEWAY_ID: `${id}-${index + 1}`, GATEWAY_METRICS_PORT: String(metricsPort + index), GATEWAY_PROCESSES: '1' };
}

/**
 * Runs as many gateways as the environment says behind one port, and starts one anew that dies: it finds its own journal again. A first start that fails ends
 * all of them, since what is wrong with one is wrong with all. Resolves to the code to exit with, once told to stop.
 */
export function superviseProcesses(env: Env, logger: Logger): Promise<number> {
  return new Promise((resolve) => {
    const running = new Map<number, Worker>();
    let exitCode = 0;
    let isStopping = false;

    const stop = (signal: NodeJS.Signals): void => {
      isStopping = true;
      for (const { process } of running.values()) process.kill(signal);
      if (running.size === 0) resolve(exitCode);
    };
    const start = (index: number, restartMs: number): void => {
      const worker = cluster.fork(processVariables(env, index));
      const startedAtMs = performance.now();
      let isListening = false;
      running.set(index, worker);
      // Its metrics listen first, each on a port of their own: only the port that all share tells that it serves.
      worker.on('listening', ({ port }) => {
        if (port === env.GATEWAY_PORT) isListening = true;
      });
      worker.once('exit', (code, signal) => {
        running.delete(index);
        if (isStopping) {
          if (running.size === 0) resolve(exitCode);
          return;
        }
        if (!isListening && restartMs === RESTART_FIRST_MS) {
          exitCode = 1;
          stop('SIGTERM');
          return;
        }
        const isSteady = performance.now() - startedAtMs > STEADY_MS;
        const afterMs = isSteady ? RESTART_FIRST_MS : restartMs;
        logger.error({ process: index + 1, code, signal, afterMs }, 'a process of the gateway died and is started again');
        setTimeout(() => {
          if (!isStopping) start(index, Math.min(afterMs * 2, RESTART_MAX_MS));
        }, afterMs);
      });
    };
    process.on('SIGTERM', stop);
    process.on('SIGINT', stop);
    for (let index = 0; index < env.GATEWAY_PROCESSES; index += 1) start(index, RESTART_FIRST_MS);
  });
}
