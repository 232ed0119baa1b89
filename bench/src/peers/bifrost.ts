import { hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { freePort } from '@modelhub/testing/postgres';
import { startPinned, TARGET_CORE } from '../pinned-process.ts';
import { waitUntilReady, type RunningTarget, type TargetContext } from '../running-target.ts';
import { install } from './install.ts';

const SOURCE = path.join(import.meta.dirname, '../../native/bifrost');
const KEY = 'sk-bifrost-bench';
/** One core, and the collector as seldom as Bifrost's guide to tuning it in containers advises. */
const ENVIRONMENT = { GOMAXPROCS: '1', GOGC: '200' };

/** Bifrost's engine behind a server of our own, see native/bifrost/main.go: its own server is not to be had from every Go proxy. */
export async function startBifrost(context: TargetContext): Promise<RunningTarget> {
  const files = Object.fromEntries(['main.go', 'go.mod', 'go.sum'].map((file) => [file, readFileSync(path.join(SOURCE, file), 'utf8')]));
  const version = /bifrost\/core v(\S+)/.exec(files['go.mod'] ?? '')?.[1] ?? 'unknown';
  const directory = install({
    name: `Bifrost ${version}`,
    // Another program of ours is another installation.
    folder: `bifrost-${version}-${hash('sha256', Object.values(files).join('')).slice(0, 8)}`,
    files,
    commands: [['go', 'build', '-o', 'bifrost', '.']],
  });
  const port = await freePort();
  const running = startPinned({
    core: TARGET_CORE,
    program: path.join(directory, 'bifrost'),
    args: [String(port), String(context.upstreamPort), KEY],
    env: ENVIRONMENT,
    logFile: path.join(context.directory, 'bifrost.log'),
  });
  await waitUntilReady(`http://127.0.0.1:${port}/`, running);
  return {
    name: 'bifrost',
    version: `${version} (core)`,
    port,
    pid: running.pid,
    apiKey: KEY,
    canTranslate: true,
    isCompiledAhead: true,
    roundsMax: 3,
    stop: () => running.stop(),
  };
}
