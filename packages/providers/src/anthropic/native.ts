import { unreadable } from '../failure.ts';
import { upstreamJson } from '../json-body.ts';
import type { NativeDialect, NativeRequestInput, UpstreamRequest, WholeAnswer } from '../types.ts';
import { OutputMeter } from '../output-meter.ts';
import { AnthropicRelay } from './relay.ts';
import { finishReasonOf } from './stop-reason.ts';
import { API_VERSION } from './to-request.ts';
import { invalid, unsupported } from '../dialect/refusal.ts';
import { refuseUnpriced } from './unsupported.ts';
import { usageFromAnthropic } from './usage.ts';

/**
 * Tools that Anthropic runs and bills by the use, which no price of ours holds (platform.claude.com, "Pricing", "Specific tool pricing"). Tools that
 * the client runs, and those that cost nothing but tokens, are free to use.
 */
const BILLED_TOOLS = /^(web_search|code_execution)_/;

/** Anthropic's own dialect on both sides: what the client sent goes on as it is, and so does the answer. */
export const anthropicMessages: NativeDialect = {
  toUpstreamRequest: toMessagesRequest,
  fromResponse: readMessage,
  streamTranslator: () => new AnthropicRelay(),
};

function toMessagesRequest({ request, body, endpoint, connection, headers }: NativeRequestInput): UpstreamRequest {
  refuseUnpriced(request);
  refuseBilledTools(request['tools']);
  return {
    path: '/v1/messages',
    headers: [
      'content-type',
      'application/json',
      'x-api-key',
      connection.apiKey,
      'anthropic-version',
      headers['anthropic-version'] ?? API_VERSION,
      ...(headers['anthropic-beta'] === undefined ? [] : ['anthropic-beta', headers['anthropic-beta']]),
    ],
    body: upstreamJson({ request, body, upstreamModel: endpoint.upstreamModel }),
  };
}

function refuseBilledTools(tools: unknown): void {
  if (tools === undefined || tools === null) return;
  if (!Array.isArray(tools)) throw invalid('tools', 'tools must be a list.');
  for (const [index, tool] of (tools as readonly ({ type?: unknown } | null)[]).entries()) {
    if (typeof tool?.type === 'string' && BILLED_TOOLS.test(tool.type)) throw unsupported(`tools[${index}].type`, `${tool.type} has no price here.`);
  }
}

interface Message {
  readonly content?: unknown;
  readonly stop_reason?: unknown;
  readonly usage?: { readonly service_tier?: unknown } | null;
}

/** The answer is the client's already; it is only read for its usage. */
function readMessage(body: Buffer): WholeAnswer {
  let message: Message | null;
  try {
    message = JSON.parse(body.toString('utf8')) as Message | null;
  } catch {
    throw unreadable('Anthropic', `not JSON: ${body.length} bytes`);
  }
  if (typeof message !== 'object' || message === null || !Array.isArray(message.content)) throw unreadable('Anthropic', 'a message without content');
  const usage = usageFromAnthropic(message.usage);
  const tier = message.usage?.service_tier;
  return {
    body,
    usage,
    outputTokensForwarded: usage === null ? writtenTokens(message.content) : 0,
    finishReason: finishReasonOf(message.stop_reason, 1),
    serviceTier: typeof tier === 'string' ? tier : null,
  };
}

function writtenTokens(content: readonly unknown[]): number {
  const output = new OutputMeter();
  for (const block of content as readonly ({ text?: unknown; thinking?: unknown; input?: unknown } | null)[]) {
    for (const text of [block?.text, block?.thinking]) if (typeof text === 'string') output.add(Buffer.byteLength(text));
    if (block?.input !== undefined) output.add(Buffer.byteLength(JSON.stringify(block.input)));
  }
  return output.tokens;
}
