import { unreadable } from '../failure.ts';
import { OutputMeter } from '../output-meter.ts';
import type { WholeAnswer } from '../types.ts';
import type { UsageReader } from './usage.ts';

interface Completion {
  readonly [field: string]: unknown;
  readonly choices?: readonly { readonly finish_reason?: unknown; readonly message?: WrittenMessage | null }[];
  readonly service_tier?: unknown;
}

/** The answer is the client's already; it is only read for its usage. */
export function fromOpenAIResponse(body: Buffer, { providerName, usageOf }: { readonly providerName: string; readonly usageOf: UsageReader }): WholeAnswer {
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
  const usage = usageOf(completion);
  return {
    body,
    usage,
    outputTokensForwarded: usage === null ? writtenTokens(completion.choices) : 0,
    finishReason: typeof finishReason === 'string' ? finishReason : null,
    serviceTier: typeof completion.service_tier === 'string' ? completion.service_tier : null,
  };
}

interface WrittenMessage {
  readonly content?: unknown;
  readonly reasoning_content?: unknown;
  readonly refusal?: unknown;
  readonly tool_calls?: unknown;
}

/** Tokens of what was written, not of the JSON around it, which in a short answer is the most of it. */
function writtenTokens(choices: readonly ({ readonly message?: WrittenMessage | null } | null)[]): number {
  const output = new OutputMeter();
  for (const choice of choices) {
    const { content, reasoning_content: reasoning, refusal, tool_calls: calls } = choice?.message ?? {};
    const written = Array.isArray(calls) ? calls.map((call: { function?: { arguments?: unknown } } | null) => call?.function?.arguments) : [];
    for (const text of [content, reasoning, refusal, ...written]) if (typeof text === 'string') output.add(Buffer.byteLength(text));
  }
  return output.tokens;
}
