import { startGatewayWorld, type GatewayWorld } from '@modelhub/gateway/testing/gateway-world';
import { startProviderStandIn } from '@modelhub/testing/provider-stand-in';

/** A gateway in front of the stand-in for all providers, and a key to it. */
export interface ClientWorld extends Pick<GatewayWorld, 'settled'> {
  readonly url: string;
  readonly apiKey: string;
  close(): Promise<void>;
}

export async function startClientWorld(adminUrl: string): Promise<ClientWorld> {
  const standIn = await startProviderStandIn({ pace: { firstMs: [0, 0], chunkMs: [0, 0] } });
  const world = await startGatewayWorld(adminUrl, settingsOf(standIn.url));
  const { secret } = await world.addKey();
  return {
    url: world.url,
    apiKey: secret,
    settled: (generationId) => world.settled(generationId),
    async close() {
      await world.close();
      await standIn.close();
    },
  };
}

/** What follows the stand-in's address where a provider's base URL has a path. The sandbox would have all of them but Ollama. */
const BASE_PATHS: Readonly<Record<string, string>> = {
  OPENAI: '/v1',
  ANTHROPIC: '',
  AMAZON_BEDROCK: '',
  AZURE: '',
  COHERE: '',
  GOOGLE: '/v1beta',
  GOOGLE_VERTEX: '/v1/projects/sandbox/locations/global',
  TOGETHERAI: '/v1',
  OLLAMA: '',
};

function settingsOf(origin: string): Record<string, string> {
  const providers = Object.entries(BASE_PATHS).flatMap(([prefix, path]) => [
    [`${prefix}_API_KEY`, 'key-of-the-provider'],
    [`${prefix}_BASE_URL`, origin + path],
  ]);
  return { ...Object.fromEntries(providers), AMAZON_BEDROCK_REGION: 'us-east-1', OLLAMA_MODELS: 'qwen3:8b' };
}
