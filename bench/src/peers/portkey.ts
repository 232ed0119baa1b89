import { freePort } from '@modelhub/testing/postgres';
import { PATH } from '../env.ts';
import { startPinned, TARGET_CORE } from '../pinned-process.ts';
import { waitUntilReady, type RunningTarget, type TargetContext } from '../running-target.ts';
import { install } from './install.ts';

const VERSION = '1.15.2';
/** Of what npm chooses by itself, 1.15.2 answers streams with status 500. */
const OVERRIDES = { hono: '4.9.7', '@hono/node-server': '1.13.5' };

/** Portkey's gateway as its npm package starts it, without its console. It checks no key: whoever calls sends the provider's. */
export async function startPortkey(context: TargetContext): Promise<RunningTarget> {
  const directory = install({
    name: `Portkey ${VERSION}`,
    folder: `portkey-${VERSION}`,
    files: { 'package.json': JSON.stringify({ private: true, dependencies: { '@portkey-ai/gateway': VERSION }, overrides: OVERRIDES }) },
    commands: [['npm', 'install', '--no-audit', '--no-fund', '--loglevel=error']],
  });
  const port = await freePort();
  const running = startPinned({
    core: TARGET_CORE,
    program: process.execPath,
    args: ['node_modules/@portkey-ai/gateway/build/start-server.js', '--headless', `--port=${port}`],
    cwd: directory,
    env: { PATH, NODE_ENV: 'production' },
    logFile: `${context.directory}/portkey.log`,
  });
  await waitUntilReady(`http://127.0.0.1:${port}/`, running);
  return {
    name: 'portkey',
    version: VERSION,
    port,
    pid: running.pid,
    apiKey: 'sk-bench',
    headers: (isTranslated) => ({
      'x-portkey-provider': isTranslated ? 'anthropic' : 'openai',
      'x-portkey-custom-host': `http://127.0.0.1:${context.upstreamPort}/v1`,
    }),
    canTranslate: true,
    isCompiledAhead: false,
    roundsMax: 2,
    stop: () => running.stop(),
  };
}
