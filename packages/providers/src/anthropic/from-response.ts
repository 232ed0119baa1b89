import { parseExactly } from '../exact-json.ts';
import { unreadable } from '../failure.ts';
import type { TranslatedResponse, TranslationContext } from '../types.ts';
import { reasoningEncrypted, reasoningText } from './reasoning.ts';
import { finishReasonOf } from './stop-reason.ts';
import { answerForm } from './structured-output.ts';
import { textOf } from './text-of.ts';
import { toOpenAIUsage, usageFromAnthropic } from './usage.ts';

interface AnthropicAnswer {
  readonly model?: unknown;
  readonly content?: unknown;
  readonly stop_reason?: unknown;
  readonly usage?: unknown;
}

type ContentBlock = Readonly<Record<string, unknown>>;

/** A whole message as a whole chat completion. */
export function fromAnthropicResponse(body: Buffer, context: TranslationContext): TranslatedResponse {
  const answer = parse(body);
  const usage = usageFromAnthropic(answer.usage);
  const { message, toolCalls } = toMessage(answer, context);
  const finishReason = finishReasonOf(answer.stop_reason, toolCalls);
  const completion = {
    id: context.generationId,
    object: 'chat.completion',
    created: context.createdAtSeconds,
    model: context.model,
    choices: [{ index: 0, message, logprobs: null, finish_reason: finishReason }],
    ...(usage === null ? {} : { usage: toOpenAIUsage(usage) }),
  };
  const tier = (answer.usage as { service_tier?: unknown } | null | undefined)?.service_tier;
  return { body: Buffer.from(JSON.stringify(completion)), usage, finishReason, serviceTier: typeof tier === 'string' ? tier : null };
}

function parse(body: Buffer): AnthropicAnswer & { readonly content: readonly unknown[] } {
  let answer: AnthropicAnswer | null;
  try {
    answer = parseExactly(body.toString('utf8')) as AnthropicAnswer | null;
  } catch {
    throw unreadable('Anthropic', `not JSON: ${body.length} bytes`);
  }
  if (!Array.isArray(answer?.content)) throw unreadable('Anthropic', 'a message without content');
  return answer as AnthropicAnswer & { readonly content: readonly unknown[] };
}

function toMessage(
  answer: AnthropicAnswer & { readonly content: readonly unknown[] },
  context: TranslationContext,
): { message: Record<string, unknown>; toolCalls: number } {
  const form = answerForm(context.request, typeof answer.model === 'string' ? answer.model : undefined);
  let text = '';
  let thinking = '';
  let structured: string | null = null;
  const toolCalls: unknown[] = [];
  const details: unknown[] = [];
  for (const block of answer.content.filter((value): value is ContentBlock => typeof value === 'object' && value !== null)) {
    switch (block['type']) {
      case 'text':
        text += textOf(block['text']);
        break;
      case 'thinking':
        thinking += textOf(block['thinking']);
        details.push(reasoningText(details.length, { text: textOf(block['thinking']), signature: block['signature'] }));
        break;
      case 'redacted_thinking':
        details.push(reasoningEncrypted(details.length, block['data']));
        break;
      case 'tool_use': {
        const input = JSON.stringify(block['input'] ?? {});
        if (form.kind === 'tool' && block['name'] === form.name) structured = input;
        else toolCalls.push({ id: block['id'], type: 'function', function: { name: block['name'], arguments: input } });
        break;
      }
      default:
    }
  }
  // What the model says before it gives a structured answer is not part of that answer.
  const content = structured ?? text;
  const message = {
    role: 'assistant',
    content: content === '' && toolCalls.length > 0 ? null : content,
    refusal: null,
    ...(thinking === '' ? {} : { reasoning_content: thinking }),
    ...(details.length > 0 ? { reasoning_details: details } : {}),
    ...(toolCalls.length > 0 ? { tool_calls: toolCalls } : {}),
  };
  return { message, toolCalls: toolCalls.length };
}
