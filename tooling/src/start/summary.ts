import { providerKeyLines } from './provider-keys.ts';
import type { RunningProduct } from './start-product.ts';

/** What a person needs to begin, in a screenful. */
export function summary({ instance, demoModel }: Pick<RunningProduct, 'instance' | 'demoModel'>): string {
  const body = JSON.stringify({ model: demoModel, messages: [{ role: 'user', content: 'Say hello.' }] });
  const lines = [
    'ModelHub is running.',
    '',
    `  Dashboard   ${instance.dashboardUrl}`,
    `  Gateway     ${instance.gatewayUrl}/v1`,
    `  Sign in     ${instance.user.email}  ${instance.user.password}`,
    `  API key     ${instance.apiKey}`,
    '',
    'Your first request:',
    '',
    `  curl ${instance.gatewayUrl}/v1/chat/completions -H 'Authorization: Bearer ${instance.apiKey}' -H 'Content-Type: application/json' -d '${body}'`,
  ];
  if (instance.providerStandInUrl !== null) {
    lines.push('', ...providerKeyLines());
  }
  return lines.join('\n');
}
