import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { freePort } from '@modelhub/testing/postgres';
import { PATH } from '../env.ts';
import { startPinned, TARGET_CORE } from '../pinned-process.ts';
import { waitUntilReady, type RunningTarget, type TargetContext } from '../running-target.ts';
import { install } from './install.ts';

const VERSION = '1.108.7';
const KEY = 'sk-litellm-bench';

/**
 * LiteLLM's proxy by its own advice for production ("Production Best Practices" of its documentation): production mode, errors alone in the log, one worker
 * for the one core, prices from the package. Without a database, so that it checks its master key and keeps no spend; with the faster parser that uvicorn takes
 * where it is installed.
 */
export async function startLiteLlm(context: TargetContext): Promise<RunningTarget> {
  const directory = install({
    name: `LiteLLM ${VERSION}`,
    folder: `litellm-${VERSION}`,
    commands: [
      ['python3', '-m', 'venv', '.'],
      ['bin/pip', 'install', '--quiet', '--disable-pip-version-check', `litellm[proxy]==${VERSION}`, 'httptools'],
    ],
  });
  const config = path.join(context.directory, 'litellm.json');
  writeFileSync(config, JSON.stringify(configuration(context.upstreamPort)));
  const logging = path.join(context.directory, 'litellm-logging.json');
  writeFileSync(logging, JSON.stringify(LOGGING));
  const port = await freePort();
  const running = startPinned({
    core: TARGET_CORE,
    program: path.join(directory, 'bin/litellm'),
    args: ['--config', config, '--host', '127.0.0.1', '--port', String(port), '--num_workers', '1', '--log_config', logging],
    cwd: context.directory,
    env: { PATH, HOME: context.directory, LITELLM_MODE: 'PRODUCTION', LITELLM_LOG: 'ERROR', LITELLM_LOCAL_MODEL_COST_MAP: 'True' },
    logFile: path.join(context.directory, 'litellm.log'),
  });
  await waitUntilReady(`http://127.0.0.1:${port}/health/liveliness`, running);
  return {
    name: 'litellm',
    version: VERSION,
    port,
    pid: running.pid,
    apiKey: KEY,
    canTranslate: true,
    isCompiledAhead: false,
    roundsMax: 2,
    stop: () => running.stop(),
  };
}

function configuration(upstreamPort: number) {
  const upstream = `http://127.0.0.1:${upstreamPort}`;
  return {
    model_list: [
      { model_name: 'gpt-4o-mini', litellm_params: { model: 'openai/gpt-4o-mini', api_key: 'sk-bench', api_base: `${upstream}/v1` } },
      { model_name: 'claude-sonnet-4-5', litellm_params: { model: 'anthropic/claude-sonnet-4-5', api_key: 'sk-bench', api_base: upstream } },
    ],
    litellm_settings: { set_verbose: false, telemetry: false, request_timeout: 600 },
    general_settings: { master_key: KEY },
  };
}

const LOGGING = {
  version: 1,
  disable_existing_loggers: false,
  handlers: { errors: { class: 'logging.StreamHandler' } },
  root: { level: 'ERROR', handlers: ['errors'] },
  loggers: { uvicorn: { level: 'ERROR' }, 'uvicorn.access': { level: 'CRITICAL' } },
};
