import type { AnswerFacts, AnswerSink } from '../answer.ts';
import { parseExactly } from '../exact-json.ts';
import { unreadable } from '../failure.ts';
import type { ReadContext } from '../types.ts';
import { citationOf } from './citations.ts';
import { REASONING_FORMAT } from './reasoning.ts';
import { finishReasonOf } from './stop-reason.ts';
import { answerForm } from './structured-output.ts';
import { textOf } from './text-of.ts';
import { usageFromAnthropic } from './usage.ts';

interface AnthropicAnswer {
  readonly model?: unknown;
  readonly content: readonly unknown[];
  readonly stop_reason?: unknown;
  readonly stop_sequence?: unknown;
  readonly usage?: unknown;
}

type ContentBlock = Readonly<Record<string, unknown>>;

/** Tells a whole message, block by block. */
export function readAnthropicMessage(body: Buffer, sink: AnswerSink, context: ReadContext): AnswerFacts {
  const answer = parse(body);
  sink.begin();
  const toolCalls = tellBlocks(answer, sink, context);
  const finishReason = finishReasonOf(answer.stop_reason, toolCalls);
  sink.finish(finishReason, { stopSequence: typeof answer.stop_sequence === 'string' ? answer.stop_sequence : null });
  const tier = (answer.usage as { service_tier?: unknown } | null | undefined)?.service_tier;
  return { usage: usageFromAnthropic(answer.usage), finishReason, serviceTier: typeof tier === 'string' ? tier : null };
}

function parse(body: Buffer): AnthropicAnswer {
  let answer: AnthropicAnswer | null;
  try {
    answer = parseExactly(body.toString('utf8')) as AnthropicAnswer | null;
  } catch {
    throw unreadable('Anthropic', `not JSON: ${body.length} bytes`);
  }
  if (!Array.isArray(answer?.content)) throw unreadable('Anthropic', 'a message without content');
  return answer;
}

/** Returns how many tools were called. */
function tellBlocks(answer: AnthropicAnswer, sink: AnswerSink, { request }: ReadContext): number {
  const form = answerForm(request, typeof answer.model === 'string' ? answer.model : undefined);
  const blocks = answer.content.filter((value): value is ContentBlock => typeof value === 'object' && value !== null);
  const isAnswer = (block: ContentBlock): boolean => form.kind === 'tool' && block['type'] === 'tool_use' && block['name'] === form.name;
  // What the model says before it gives a structured answer is not part of that answer.
  const hasAnswer = blocks.some(isAnswer);
  let toolCalls = 0;
  let textLength = 0;
  for (const block of blocks) {
    switch (block['type']) {
      case 'text': {
        const text = textOf(block['text']);
        if (hasAnswer || text === '') break;
        sink.text(text);
        const at = { startIndex: textLength, endIndex: textLength + text.length };
        for (const citation of listOf(block['citations'])) sink.citation(citationOf(citation, at));
        textLength = at.endIndex;
        break;
      }
      case 'thinking':
        if (textOf(block['thinking']) !== '') sink.reasoning(textOf(block['thinking']));
        if (textOf(block['signature']) !== '') sink.signature(textOf(block['signature']), { format: REASONING_FORMAT });
        break;
      case 'redacted_thinking':
        sink.encryptedReasoning(textOf(block['data']), { format: REASONING_FORMAT });
        break;
      case 'tool_use': {
        const input = JSON.stringify(block['input'] ?? {});
        if (isAnswer(block)) {
          sink.text(input);
          break;
        }
        sink.toolCall(toolCalls, { id: textOf(block['id']), name: textOf(block['name']) });
        sink.toolArguments(toolCalls, input);
        toolCalls += 1;
        break;
      }
      default:
    }
  }
  return toolCalls;
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
