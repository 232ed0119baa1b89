import { unreadable } from '../failure.ts';
import type { TranslatedResponse } from '../types.ts';
import type { UsageReader } from './usage.ts';

interface Completion {
  readonly [field: string]: unknown;
  readonly choices?: readonly { readonly finish_reason?: unknown }[];
  readonly service_tier?: unknown;
}

/** The answer is the client's already; it is only read for its usage. */
export function fromOpenAIResponse(
  body: Buffer,
  { providerName, usageOf }: { readonly providerName: string; readonly usageOf: UsageReader },
): TranslatedResponse {
  let completion: Completion;
  try {
    completion = JSON.parse(body.toString('utf8')) as Completion;
  } catch {
    throw unreadable(providerName, `not JSON: ${body.length} bytes`);
  }
  if (typeof completion !== 'object' || completion === null || !Array.isArray(completion.choices)) {
    throw unreadable(providerName, 'a completion without choices');
  }
  const finishReason = completion.choices[0]?.finish_reason;
  return {
    body,
    usage: usageOf(completion),
    finishReason: typeof finishReason === 'string' ? finishReason : null,
    serviceTier: typeof completion.service_tier === 'string' ? completion.service_tier : null,
  };
}
