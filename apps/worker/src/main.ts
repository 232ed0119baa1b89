import { createLogger } from '@modelhub/observability/logger';
import { EnvError, readEnv, type Env } from './env.ts';
import { startWorker } from './worker.ts';

/** Jobs at hand get this long after SIGTERM; whatever is cut off then is done by the next wake-up. */
const SHUTDOWN_MS = 20_000;

function envOrExit(): Env {
  try {
    return readEnv();
  } catch (error) {
    if (!(error instanceof EnvError)) throw error;
    process.stderr.write(`The worker cannot start: ${error.message}\n`);
    process.exit(1);
  }
}

const env = envOrExit();
const logger = createLogger({ name: 'worker', level: env.LOG_LEVEL });

try {
  const worker = await startWorker({ env, logger });
  logger.info({ port: worker.port, queues: env.REDIS_URL === undefined ? 'postgres' : 'redis' }, 'the worker is running');
  let isStopping = false;
  const stop = (signal: NodeJS.Signals): void => {
    if (isStopping) return;
    isStopping = true;
    logger.info({ signal }, 'stopping');
    setTimeout(() => {
      logger.error('jobs did not end in time');
      process.exit(1);
    }, SHUTDOWN_MS).unref();
    worker.close().then(
      () => process.exit(0),
      (error: unknown) => {
        logger.error({ err: error }, 'could not stop cleanly');
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
} catch (error) {
  logger.fatal({ err: error }, 'the worker could not start');
  process.exit(1);
}
