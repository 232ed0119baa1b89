import type { Endpoint, Model } from '@modelhub/catalog/types';

/** Labs that sell their models under another name than their own. */
const PROVIDER_OF_LAB: Readonly<Record<string, string>> = {
  amazon: 'amazon-bedrock',
  microsoft: 'azure',
  mistralai: 'mistral',
  qwen: 'alibaba',
  'x-ai': 'xai',
  'z-ai': 'zai',
};

/** Whether an endpoint is the one of who made the model. */
export function isFirstParty({ lab }: Pick<Model, 'lab'>, { provider }: Pick<Endpoint, 'provider'>): boolean {
  return provider === (PROVIDER_OF_LAB[lab] ?? lab);
}
