import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { freePort } from '@modelhub/testing/postgres';
import { startGatewayTarget } from './gateway-target.ts';
import { isInstalled, MissingToolError } from './native.ts';
import { nginxConfiguration } from './nginx-configuration.ts';
import { startPinned, TARGET_CORE, type PinnedProcess } from './pinned-process.ts';
import { startBifrost } from './peers/bifrost.ts';
import { startLiteLlm } from './peers/litellm.ts';
import { startPortkey } from './peers/portkey.ts';
import { waitUntilReady, type RunningTarget, type TargetContext, type TargetName } from './running-target.ts';

type Start = (context: TargetContext) => Promise<RunningTarget>;

/** What the command line may name: `before` comes with `--compare` alone. */
export type TargetChoice = Exclude<TargetName, 'before'>;

/** What is compared. One that is not to be had on this machine throws a `MissingToolError`. */
export const TARGETS: Readonly<Record<TargetChoice, Start>> = {
  direct: async ({ upstreamPort }) => ({ ...RELAY, name: 'direct', port: upstreamPort, pid: null, isCompiledAhead: true, roundsMax: 2, stop: async () => {} }),
  nginx: startNginx,
  'node-net': (context) => startRelay('node-net', context),
  'node-http': (context) => startRelay('node-http', context),
  'fastify-raw': (context) => startRelay('fastify-raw', context),
  'fastify-idiomatic': (context) => startRelay('fastify-idiomatic', context),
  portkey: startPortkey,
  litellm: startLiteLlm,
  bifrost: startBifrost,
  modelhub: (context) => startGatewayTarget(context, { name: 'modelhub', root: REPOSITORY }),
};

/** Gateways of others: installed when they are named, or with `--peers`. */
export const PEERS: readonly TargetChoice[] = ['portkey', 'litellm', 'bifrost'];

/** What is compared when nothing is named. Beside the gateways of others, the bare relay in the middle tells nothing more. */
export function standardTargets(withPeers: boolean): TargetChoice[] {
  return (Object.keys(TARGETS) as TargetChoice[]).filter((name) => (withPeers ? name !== 'fastify-raw' : !PEERS.includes(name)));
}

/** This checkout. */
const REPOSITORY = path.join(import.meta.dirname, '../..');
/** Relays look at no key and translate nothing. */
const RELAY = { apiKey: 'sk-bench', canTranslate: false } as const;

async function startRelay(name: TargetName, context: TargetContext): Promise<RunningTarget> {
  const port = await freePort();
  const script = path.join(import.meta.dirname, 'relays', `${name}.ts`);
  const running = startPinned({ core: TARGET_CORE, program: process.execPath, args: [script, String(port), String(context.upstreamPort)] });
  return ready({ name, port, running, isCompiledAhead: false });
}

async function startNginx(context: TargetContext): Promise<RunningTarget> {
  if (!isInstalled('nginx')) throw new MissingToolError('it is not installed; on Debian and Ubuntu: apt-get install nginx-light');
  const port = await freePort();
  const file = path.join(context.directory, 'nginx.conf');
  writeFileSync(file, nginxConfiguration({ port, upstreamPort: context.upstreamPort }));
  const running = startPinned({ core: TARGET_CORE, program: 'nginx', args: ['-p', context.directory, '-e', 'nginx-errors.log', '-c', file] });
  const relay = await ready({ name: 'nginx', port, running, isCompiledAhead: true });
  const version = versionOf(spawnSync('nginx', ['-v'], { encoding: 'utf8' }).stderr);
  return version === null ? relay : { ...relay, version };
}

function versionOf(text: string): string | null {
  return /\d+\.\d+\.\d+/.exec(text)?.[0] ?? null;
}

type Relay = Pick<RunningTarget, 'name' | 'port' | 'isCompiledAhead'> & { readonly running: PinnedProcess };

async function ready({ name, port, isCompiledAhead, running }: Relay): Promise<RunningTarget> {
  await waitUntilReady(`http://127.0.0.1:${port}/`, running);
  return { ...RELAY, name, port, isCompiledAhead, pid: running.pid, stop: () => running.stop() };
}
