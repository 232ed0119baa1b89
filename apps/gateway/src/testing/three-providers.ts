import { startGatewayWorld, type GatewayWorld } from './gateway-world.ts';
import { startScriptedUpstream, type ScriptedUpstream } from './scripted-upstream.ts';

/** A model that three providers have, and what they are called here: the cheapest first, as the price policy takes them. */
export const MODEL = 'openai/gpt-oss-120b';
export const PROVIDERS = ['deepinfra', 'novita-ai', 'nebius'] as const;

export interface ThreeProviders {
  readonly world: GatewayWorld;
  /** In the order in which they are asked. */
  readonly upstreams: readonly [ScriptedUpstream, ScriptedUpstream, ScriptedUpstream];
  close(): Promise<void>;
}

/** A gateway between clients and three providers of one model, on real sockets. `elsewhere` has other addresses for the first of them. */
export async function startThreeProviders(
  adminUrl: string,
  settings: Readonly<Record<string, string>> = {},
  elsewhere: readonly string[] = [],
): Promise<ThreeProviders> {
  const upstreams = await Promise.all([startScriptedUpstream(), startScriptedUpstream(), startScriptedUpstream()]);
  const world = await startGatewayWorld(adminUrl, {
    ...settings,
    ...Object.fromEntries(
      PROVIDERS.flatMap((id, i) => {
        const prefix = id.toUpperCase().replaceAll('-', '_');
        return [
          [`${prefix}_API_KEY`, 'secret'],
          [`${prefix}_BASE_URL`, elsewhere[i] ?? upstreams[i]?.url ?? ''],
        ];
      }),
    ),
  });
  return {
    world,
    upstreams,
    async close() {
      await world.close();
      await Promise.all(upstreams.map((upstream) => upstream.close().catch(() => {})));
    },
  };
}
