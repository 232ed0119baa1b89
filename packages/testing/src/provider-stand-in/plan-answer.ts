import { answerText, sandboxText } from './answer-text.ts';
import type { Conversation, OfferedTool } from './conversation.ts';
import { valueOfSchema } from './schema-value.ts';
import { SeededRandom } from './seeded-random.ts';
import { THOUGHT } from './thought.ts';
import { estimateTokens, planUsage, type PlannedUsage } from './usage.ts';

export interface PlannedCall {
  /** Without the prefix that each dialect has for its ids. */
  readonly id: string;
  readonly name: string;
  /** JSON text. */
  readonly arguments: string;
}

export interface PlannedAnswer {
  readonly text: string;
  readonly calls: readonly PlannedCall[];
  /** What is thought before; null where nothing is asked to be thought. */
  readonly reasoning: string | null;
  readonly finish: 'stop' | 'length' | 'tool_calls' | 'refusal' | 'content_filter';
  /** The one that ended the text. */
  readonly stopSequence: string | null;
  readonly usage: PlannedUsage;
  /** Decides how the answer is cut into chunks, and how fast they come. */
  readonly random: SeededRandom;
}

const BYTES_PER_TOKEN = 4;

const REFUSAL = "I'm sorry, but I can't help with that.";

interface PlanOptions {
  readonly isSandbox: boolean;
  readonly ending: 'usual' | 'refusal' | 'content-filter';
}

/** The answer to a conversation and its usage, out of the conversation alone: in whichever dialect it is held, it gets the same one. */
export function planAnswer(conversation: Conversation, options: PlanOptions): PlannedAnswer {
  // A source for each decision: what one dialect decides alone, such as its caching, moves nothing else.
  const random = (decision: string): SeededRandom => new SeededRandom(`${conversation.fingerprint}:${decision}`);
  const reasoning = conversation.asksForThinking ? THOUGHT : null;
  const thinkingTokens = reasoning === null ? 0 : estimateTokens(reasoning);
  const calls = options.ending === 'usual' ? toolCalls(conversation, random) : [];
  const plan = { calls, reasoning, random: random('delivery') };
  if (calls.length > 0) {
    const written = calls.map((call) => call.name + call.arguments).join('');
    const text = conversation.toolChoice.kind === 'auto' && random('preface').chance(0.3) ? 'I will look that up.' : '';
    const outputTokens = estimateTokens(written + text);
    return {
      ...plan,
      text,
      finish: 'tool_calls',
      stopSequence: null,
      usage: planUsage(conversation, { random: random('usage'), thinkingTokens, outputTokens }),
    };
  }
  if (options.ending !== 'usual') {
    const text = options.ending === 'refusal' ? REFUSAL : firstHalf(wholeText(conversation, random, options));
    const usage = planUsage(conversation, { random: random('usage'), thinkingTokens, outputTokens: estimateTokens(text) });
    return { ...plan, text, finish: options.ending === 'refusal' ? 'refusal' : 'content_filter', stopSequence: null, usage };
  }
  const stopped = upToStop(wholeText(conversation, random, options), conversation.stopSequences);
  const { text, isCut } = withinLimit(stopped.text, conversation.outputTokensMax);
  const usage = planUsage(conversation, { random: random('usage'), thinkingTokens, outputTokens: estimateTokens(text) });
  return { ...plan, text, finish: isCut ? 'length' : 'stop', stopSequence: isCut ? null : stopped.stopSequence, usage };
}

type Source = (decision: string) => SeededRandom;

function wholeText(conversation: Conversation, random: Source, options: PlanOptions): string {
  if (conversation.answerSchema !== null) return JSON.stringify(valueOfSchema(conversation.answerSchema, random('value')));
  return options.isSandbox ? sandboxText(conversation.lastUserText) : answerText(conversation.lastUserText, random('text'));
}

/** Tools are called in answer to a user, and not again in answer to their own results unless it is demanded. */
function toolCalls(conversation: Conversation, random: Source): PlannedCall[] {
  const { tools, toolChoice } = conversation;
  const [first, ...others] = tools;
  if (first === undefined || toolChoice.kind === 'none') return [];
  // The value of structured output: a forced tool stands for it where a provider has none.
  if (toolChoice.kind === 'named') return [toolCall(tools.find((tool) => tool.name === toolChoice.name) ?? first, random('value'))];
  const source = random('calls');
  if (toolChoice.kind === 'auto' && (conversation.endsWithToolResult || source.chance(0.2))) return [];
  const count = conversation.allowsParallelTools ? source.between(1, 3) : 1;
  return Array.from({ length: count }, () => toolCall(source.pick([first, ...others]), source));
}

function toolCall(tool: OfferedTool, random: SeededRandom): PlannedCall {
  const args = JSON.stringify(valueOfSchema(tool.schema, random));
  const id = Array.from({ length: 3 }, () => random.between(0, 0xff_ffff).toString(36).padStart(5, '0')).join('');
  return { id, name: tool.name, arguments: args };
}

function firstHalf(text: string): string {
  const characters = Array.from(text);
  return characters.slice(0, Math.ceil(characters.length / 2)).join('');
}

function upToStop(text: string, stopSequences: readonly string[]): { text: string; stopSequence: string | null } {
  const found = stopSequences.map((sequence) => ({ sequence, at: sequence === '' ? -1 : text.indexOf(sequence) })).filter(({ at }) => at >= 0);
  const first = found.toSorted((left, right) => left.at - right.at)[0];
  return first === undefined ? { text, stopSequence: null } : { text: text.slice(0, first.at), stopSequence: first.sequence };
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
