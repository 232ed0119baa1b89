import { ALL_OPERATIONS } from '../openai/operations/index.ts';
import { preset } from '../openai/preset.ts';
import type { ProviderEntry } from '../types.ts';

/** Any server that speaks OpenAI's dialect: vLLM, LM Studio, llama.cpp. Which models it has is listed in `CUSTOM_MODELS`. */
export const custom: ProviderEntry = {
  ...preset({ id: 'custom', name: 'Custom', baseUrlExample: 'http://127.0.0.1:8000/v1', operations: ALL_OPERATIONS }),
  isOperatorsOwn: true,
  credentialFields: [{ name: 'apiKey', label: 'API key', isSecret: true, isOptional: true }],
};
