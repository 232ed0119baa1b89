import type { Endpoint, Modality, Model } from './types.ts';

/**
 * Providers that read documents for models which see text alone: they take the text out themselves, for models that no list names one by one
 * (Amazon Bedrock User Guide, "Supported models and model features", "Document chat").
 */
const READERS: ReadonlySet<string> = new Set(['amazon-bedrock']);

/**
 * Whether an endpoint may take such an input, as far as the catalog knows: what nobody has stated it may. A document is also for models that see
 * pictures, whether or not the list says so: their providers show them its pages (OpenAI, "File inputs").
 */
export function takes(model: Model, { provider }: Endpoint, modality: Modality): boolean {
  if (!model.isInputKnown || model.input.includes(modality)) return true;
  return modality === 'pdf' && (model.input.includes('image') || READERS.has(provider));
}
