import type { FixtureResponse, ToolCall } from '@copilotkit/aimock';
import { answerText, sandboxText } from './answer-text.ts';
import type { Conversation, OfferedTool } from './conversation.ts';
import { valueOfSchema } from './schema-value.ts';
import { SeededRandom } from './seeded-random.ts';
import { estimateTokens, planUsage, type PlannedUsage } from './usage.ts';

export interface PlannedAnswer {
  /** What aimock is to deliver. */
  readonly response: FixtureResponse;
  readonly usage: PlannedUsage;
  /** Decides how the answer is cut into chunks. */
  readonly random: SeededRandom;
}

const BYTES_PER_TOKEN = 4;

/** The answer to a conversation and its usage, out of the conversation alone. */
export function planAnswer(conversation: Conversation, options: { readonly isSandbox: boolean }): PlannedAnswer {
  const random = new SeededRandom(conversation.fingerprint);
  const thought = thinking(conversation);
  const thinkingTokens = thought.reasoning === undefined ? 0 : estimateTokens(thought.reasoning);
  const calls = toolCalls(conversation, random);
  if (calls.length > 0) {
    const written = calls.map((call) => call.name + call.arguments).join('');
    const text = random.chance(0.3) && conversation.toolChoice.kind === 'auto' ? 'I will look that up.' : '';
    const usage = planUsage(conversation, { random, outputTokens: thinkingTokens + estimateTokens(written + text) });
    return { response: { ...(text === '' ? {} : { content: text }), toolCalls: calls, ...thought, finishReason: 'tool_calls' }, usage, random };
  }
  const { text, isCut } = withinLimit(wholeText(conversation, random, options), conversation.outputTokensMax);
  const usage = planUsage(conversation, { random, outputTokens: thinkingTokens + estimateTokens(text) });
  return { response: { content: text, ...thought, finishReason: isCut ? 'length' : 'stop' }, usage, random };
}

function wholeText(conversation: Conversation, random: SeededRandom, options: { readonly isSandbox: boolean }): string {
  if (conversation.answerSchema !== null) return JSON.stringify(valueOfSchema(conversation.answerSchema, random));
  return options.isSandbox ? sandboxText(conversation.lastUserText) : answerText(conversation.lastUserText, random);
}

/** Tools are called in answer to a user, and not again in answer to their own results unless it is demanded. */
function toolCalls(conversation: Conversation, random: SeededRandom): ToolCall[] {
  const { tools, toolChoice } = conversation;
  const [first, ...others] = tools;
  if (first === undefined || toolChoice.kind === 'none') return [];
  if (toolChoice.kind === 'named') return [toolCall(tools.find((tool) => tool.name === toolChoice.name) ?? first, conversation, random)];
  if (toolChoice.kind === 'auto' && (conversation.endsWithToolResult || random.chance(0.2))) return [];
  const count = conversation.allowsParallelTools ? random.between(1, 3) : 1;
  return Array.from({ length: count }, () => toolCall(random.pick([first, ...others]), conversation, random));
}

function toolCall(tool: OfferedTool, { dialect }: Conversation, random: SeededRandom): ToolCall {
  const id = Array.from({ length: 3 }, () => random.between(0, 0xff_ffff).toString(36).padStart(5, '0')).join('');
  return { name: tool.name, arguments: JSON.stringify(valueOfSchema(tool.schema, random)), id: `${dialect === 'openai' ? 'call' : 'toolu'}_${id}` };
}

function thinking(conversation: Conversation): { reasoning?: string; reasoningSignature?: string } {
  if (!conversation.asksForThinking) return {};
  const signature = Buffer.from(`${conversation.fingerprint}:thinking`).toString('base64');
  return { reasoning: 'The question has two parts; the first decides the second.', reasoningSignature: signature };
}

function withinLimit(text: string, tokensMax: number | null): { text: string; isCut: boolean } {
  if (tokensMax === null || estimateTokens(text) <= tokensMax) return { text, isCut: false };
  let bytes = 0;
  let kept = '';
  for (const character of text) {
    bytes += Buffer.byteLength(character);
    if (bytes > tokensMax * BYTES_PER_TOKEN) break;
    kept += character;
  }
  return { text: kept, isCut: true };
}
