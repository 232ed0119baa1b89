import { unreadable } from '../failure.ts';
import type { TranslatedResponse, TranslationContext } from '../types.ts';
import { finishReasonOf } from './stop-reason.ts';
import { answerTool } from './structured-output.ts';
import { textOf } from './text-of.ts';
import { toOpenAIUsage, usageFromAnthropic, type AnthropicUsage } from './usage.ts';

interface AnthropicAnswer {
  readonly id?: unknown;
  readonly content?: unknown;
  readonly stop_reason?: unknown;
  readonly usage?: AnthropicUsage | null;
}

type ContentBlock = Readonly<Record<string, unknown>>;

/** A whole message as a whole chat completion. */
export function fromAnthropicResponse(body: Buffer, context: TranslationContext): TranslatedResponse {
  const answer = parse(body);
  const usage = answer.usage ? usageFromAnthropic(answer.usage) : null;
  const { message, isAnswerTool } = toMessage(answer.content as readonly ContentBlock[], context);
  const finishReason = isAnswerTool ? 'stop' : finishReasonOf(answer.stop_reason);
  const completion = {
    id: context.generationId,
    object: 'chat.completion',
    created: context.createdAtSeconds,
    model: context.model,
    choices: [{ index: 0, message, logprobs: null, finish_reason: finishReason }],
    ...(usage === null ? {} : { usage: toOpenAIUsage(usage) }),
  };
  const tier = answer.usage?.service_tier;
  return { body: Buffer.from(JSON.stringify(completion)), usage, finishReason, serviceTier: typeof tier === 'string' ? tier : null };
}

function parse(body: Buffer): AnthropicAnswer {
  let answer: AnthropicAnswer | null;
  try {
    answer = JSON.parse(body.toString('utf8')) as AnthropicAnswer | null;
  } catch {
    throw unreadable('Anthropic', `not JSON: ${body.length} bytes`);
  }
  if (!Array.isArray(answer?.content)) throw unreadable('Anthropic', 'a message without content');
  return answer;
}

function toMessage(content: readonly ContentBlock[], context: TranslationContext): { message: Record<string, unknown>; isAnswerTool: boolean } {
  const answer = answerTool(context.request);
  let text = '';
  let thinking = '';
  let isAnswerTool = false;
  const toolCalls: unknown[] = [];
  const details: unknown[] = [];
  for (const block of content) {
    if (block['type'] === 'text') text += textOf(block['text']);
    if (block['type'] === 'thinking') {
      thinking += textOf(block['thinking']);
      details.push({ type: 'reasoning.text', text: block['thinking'], signature: block['signature'] });
    }
    if (block['type'] === 'redacted_thinking') details.push({ type: 'reasoning.encrypted', data: block['data'] });
    if (block['type'] !== 'tool_use') continue;
    if (block['name'] === answer?.name) {
      text = JSON.stringify(block['input'] ?? {});
      isAnswerTool = true;
    } else {
      toolCalls.push({ id: block['id'], type: 'function', function: { name: block['name'], arguments: JSON.stringify(block['input'] ?? {}) } });
    }
  }
  const message = {
    role: 'assistant',
    content: text === '' && toolCalls.length > 0 ? null : text,
    refusal: null,
    ...(thinking === '' ? {} : { reasoning_content: thinking }),
    ...(details.length > 0 ? { reasoning_details: details } : {}),
    ...(toolCalls.length > 0 ? { tool_calls: toolCalls } : {}),
  };
  return { message, isAnswerTool };
}
