import cluster from 'node:cluster';
import { createLogger, type Logger } from '@modelhub/observability/logger';
import { EnvError, readEnv, type Env } from './env.ts';
import { superviseProcesses } from './processes.ts';
import { startGateway } from './start-gateway.ts';

/** Beyond the drain itself: closing files and connections. */
const CLOSE_MS = 10_000;

function envOrExit(): Env {
  try {
    return readEnv();
  } catch (error) {
    if (!(error instanceof EnvError)) throw error;
    process.stderr.write(`The gateway cannot start: ${error.message}\n`);
    process.exit(1);
  }
}

async function run(env: Env, logger: Logger): Promise<void> {
  const gateway = await startGateway({ env, logger });
  const { port, metricsPort } = gateway;
  logger.info({ id: env.GATEWAY_ID, pid: process.pid, port, metricsPort, state: env.REDIS_URL === undefined ? 'memory' : 'redis' }, 'the gateway is running');
  let isStopping = false;
  const stop = (signal: NodeJS.Signals): void => {
    if (isStopping) return;
    isStopping = true;
    logger.info({ signal }, 'draining');
    setTimeout(() => {
      logger.error('the gateway did not stop in time');
      process.exit(1);
    }, env.DRAIN_TIMEOUT_MS + CLOSE_MS).unref();
    gateway.close().then(
      () => process.exit(0),
      (error: unknown) => {
        logger.error({ err: error }, 'the gateway could not stop cleanly');
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}

const env = envOrExit();
const logger = createLogger({ name: 'gateway', level: env.LOG_LEVEL });

if (env.GATEWAY_PROCESSES > 1 && cluster.isPrimary) {
  process.exit(await superviseProcesses(env, logger));
}
try {
  await run(env, logger);
} catch (error) {
  logger.fatal({ err: error }, 'the gateway could not start');
  process.exit(1);
}
