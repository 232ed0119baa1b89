import type { Endpoint } from '@modelhub/catalog/types';
import type { ReasoningFormat } from '../answer.ts';
import type { Block } from '../anthropic/block.ts';
import { thinking } from '../anthropic/thinking.ts';
import { invalid, unsupported } from '../dialect/refusal.ts';
import type { ChatRequest } from '../types.ts';
import { bedrockModel, type BedrockModel } from './families.ts';

export interface EffortContext {
  readonly endpoint: Endpoint;
  readonly maxTokens: number;
  readonly isToolForced: boolean;
  /** Counts for Claude alone. */
  readonly isThoughtForgotten: boolean;
}

/** What `reasoning_effort` becomes in `additionalModelRequestFields`. */
export interface Effort {
  readonly fields: Block;
  /** The limit has to be told, as the tokens of thinking are counted against it. */
  readonly needsMaxTokens?: true;
}

const EFFORTS = ['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max'];

/** `reasoning_effort` in the words of the model's lab; README.md says where they come from. */
export function effortFields(request: ChatRequest, context: EffortContext): Effort {
  const effort = request['reasoning_effort'];
  if (effort === undefined || effort === null) return { fields: {} };
  if (typeof effort !== 'string' || !EFFORTS.includes(effort)) {
    throw invalid('reasoning_effort', `reasoning_effort ${JSON.stringify(effort)} is not known.`);
  }
  const model = bedrockModel(context.endpoint.upstreamModel);
  const reasons = context.endpoint.supportedParameters.includes('reasoning_effort');
  if (model.effort === 'claude') return claudeThinking(request, context, model);
  if (!reasons) {
    if (effort === 'none') return { fields: {} };
    throw unsupported('reasoning_effort');
  }
  switch (model.effort) {
    case 'nova':
      return { fields: novaReasoning(request, effort, context) };
    case 'flat':
      return { fields: { reasoning_effort: level(effort, ['low', 'medium', 'high']) } };
    case 'qwen':
      return { fields: { reasoning_config: level(effort, ['low', 'high']) } };
    case 'nested':
      return { fields: { reasoning: { effort: level(effort, ['none', 'minimal', 'low', 'medium', 'high', 'xhigh']) } } };
    case 'none':
      throw unsupported('reasoning_effort');
  }
}

/** There is nothing below `low`. Another level than the one that was asked for is no answer to the question. */
function level(effort: string, levels: readonly string[]): string {
  const wanted = effort === 'minimal' && !levels.includes('minimal') ? 'low' : effort;
  if (levels.includes(wanted)) return wanted;
  throw unsupported('reasoning_effort', `reasoning_effort must be one of ${levels.join(', ')} for this model.`);
}

function claudeThinking(request: ChatRequest, context: EffortContext, { name }: BedrockModel): Effort {
  const { thinking: block, effort } = thinking(request, { ...context, endpoint: { ...context.endpoint, upstreamModel: name } });
  return {
    fields: { ...(block === undefined ? {} : { thinking: block }), ...(effort === undefined ? {} : { output_config: { effort } }) },
    ...(block?.['type'] === 'enabled' ? { needsMaxTokens: true } : {}),
  };
}

/** Off unless asked for. At `high` Nova takes neither a limit nor sampling (Amazon Nova 2 User Guide, "Extended thinking"). */
function novaReasoning(request: ChatRequest, effort: string, { isToolForced }: EffortContext): Block {
  if (effort === 'none') return {};
  const maxReasoningEffort = level(effort, ['low', 'medium', 'high']);
  if (isToolForced) throw unsupported('reasoning_effort', 'reasoning_effort cannot be combined with a forced tool or a response_format on this model.');
  if (maxReasoningEffort === 'high') {
    const limit = ['temperature', 'top_p', 'max_completion_tokens', 'max_tokens'].find(
      (parameter) => request[parameter] !== undefined && request[parameter] !== null,
    );
    if (limit !== undefined) throw unsupported(limit, `${limit} cannot be combined with a reasoning_effort of high on this model.`);
  }
  return { reasoningConfig: { type: 'enabled', maxReasoningEffort } };
}

/**
 * Whose the signatures of a model are. Claude's are the same wherever it runs (platform.claude.com, "Extended thinking"): what was thought at
 * Anthropic's own can go on here, and the other way round.
 */
export function formatOf({ lab }: BedrockModel): ReasoningFormat {
  return lab === 'anthropic' ? 'anthropic-claude-v1' : 'amazon-bedrock-v1';
}

/** Bedrock carries Claude's encrypted thoughts, which are base64 texts themselves, in base64 once more. */
const CLAUDES_TEXT = /^[\w+/=-]+$/;

export function encryptedThought(bytes: Buffer, model: BedrockModel): { readonly data: string; readonly format: ReasoningFormat } {
  const text = bytes.toString('latin1');
  if (model.lab === 'anthropic' && CLAUDES_TEXT.test(text)) return { data: text, format: 'anthropic-claude-v1' };
  return { data: bytes.toString('base64'), format: 'amazon-bedrock-v1' };
}

/**
 * The blocks of reasoning that `reasoning_details` stand for. Some clients join the parts of a stream, others only line them up: text without a
 * signature is put before the signature that follows. Unsigned thoughts, and those that another lab's model signed, are left out: nobody could
 * verify them.
 */
export function reasoningBlocks(details: unknown, upstreamModel: string): Block[] {
  if (!Array.isArray(details)) return [];
  const own = formatOf(bedrockModel(upstreamModel));
  const blocks: Block[] = [];
  let text = '';
  for (const value of details as readonly unknown[]) {
    const detail = (typeof value === 'object' && value !== null ? value : {}) as Readonly<Record<string, unknown>>;
    const format = detail['format'] ?? own;
    if (detail['type'] === 'reasoning.encrypted' && typeof detail['data'] === 'string' && (format === own || format === 'amazon-bedrock-v1')) {
      text = '';
      const redactedContent = format === 'anthropic-claude-v1' ? Buffer.from(detail['data'], 'latin1').toString('base64') : detail['data'];
      blocks.push({ reasoningContent: { redactedContent } });
    }
    if (detail['type'] !== 'reasoning.text' || format !== own) continue;
    if (typeof detail['text'] === 'string') text += detail['text'];
    if (typeof detail['signature'] !== 'string' || detail['signature'] === '') continue;
    blocks.push({ reasoningContent: { reasoningText: { text, signature: detail['signature'] } } });
    text = '';
  }
  return blocks;
}
