import type { ChatRequest } from '../types.ts';
import type { Block } from './block.ts';
import { traitsOf } from './model-traits.ts';
import type { AnswerForm } from './structured-output.ts';
import { invalid, unsupported } from '../dialect/refusal.ts';

type ToolChoice = Readonly<{ type: 'auto' | 'any' | 'none' }> | Readonly<{ type: 'tool'; name: string }>;

export interface TranslatedTools {
  readonly fields: Block;
  /** The model has to call a tool, and cannot think before it does. */
  readonly isToolForced: boolean;
}

/** `tools`, `tool_choice` and `parallel_tool_calls`, and the tool that stands for structured output. */
export function translateTools(request: ChatRequest, answer: AnswerForm, upstreamModel: string): TranslatedTools {
  const given = listOfTools(request['tools']).map((tool, index) => functionTool(tool, `tools[${index}]`, upstreamModel));
  const allowed = allowedTools(request['tool_choice']);
  // A model cannot call what it has not been told of.
  const asked = allowed === null ? given : given.filter(({ name }) => allowed.names.has(name));
  const wanted = allowed === null ? toolChoice(request['tool_choice']) : allowed.choice;
  const isForcedByClient = wanted?.type === 'any' || wanted?.type === 'tool';
  if (isForcedByClient && asked.length === 0) throw invalid('tool_choice', 'tool_choice asks for a tool, and the request has none.');
  const all =
    answer.kind === 'tool' ? [...asked, { name: answer.name, description: 'Gives the final answer to the user.', input_schema: answer.schema }] : asked;
  if (all.length === 0) return { fields: {}, isToolForced: false };
  const choice = answer.kind === 'tool' ? choiceWithAnswer(wanted, answer.name, asked.length) : wanted;
  const isOneAtATime = request['parallel_tool_calls'] === false || answer.kind === 'tool';
  const effective = choice ?? (isOneAtATime ? { type: 'auto' as const } : null);
  return {
    fields: {
      tools: all,
      ...(effective === null ? {} : { tool_choice: isOneAtATime && effective.type !== 'none' ? { ...effective, disable_parallel_tool_use: true } : effective }),
    },
    isToolForced: effective?.type === 'any' || effective?.type === 'tool',
  };
}

/** The answer is a tool, so some tool has to be called: one of the client's, or this one. */
function choiceWithAnswer(wanted: ToolChoice | null, answerName: string, clientTools: number): ToolChoice {
  if (wanted?.type === 'tool') return wanted;
  return clientTools === 0 || wanted?.type === 'none' ? { type: 'tool', name: answerName } : { type: 'any' };
}

function listOfTools(tools: unknown): readonly unknown[] {
  if (tools === undefined || tools === null) return [];
  if (!Array.isArray(tools)) throw invalid('tools', 'tools must be a list.');
  return tools;
}

function functionTool(value: unknown, path: string, upstreamModel: string): Block & { readonly name: unknown } {
  const tool = value as { type?: unknown; function?: Record<string, unknown>; cache_control?: unknown } | null;
  if (tool?.type !== 'function' || typeof tool.function?.['name'] !== 'string')
    throw unsupported(`${path}.type`, 'Only function tools are supported by this model.');
  const { name, description, parameters, strict } = tool.function;
  if (strict === true && !traitsOf(upstreamModel).nativeSchema) throw unsupported(`${path}.function.strict`, 'Strict tools are not supported by this model.');
  return {
    name,
    ...(typeof description === 'string' ? { description } : {}),
    input_schema: parameters ?? { type: 'object', properties: {} },
    ...(strict === true ? { strict: true } : {}),
    ...(tool.cache_control === undefined ? {} : { cache_control: tool.cache_control }),
  };
}

interface AllowedTools {
  readonly names: ReadonlySet<unknown>;
  readonly choice: ToolChoice | null;
}

/** OpenAI's `allowed_tools`, for which Anthropic has no word; null for every other choice. */
function allowedTools(choice: unknown): AllowedTools | null {
  const { type, allowed_tools: allowed } = (choice ?? {}) as { type?: unknown; allowed_tools?: { mode?: unknown; tools?: unknown } | null };
  if (type !== 'allowed_tools') return null;
  if (!Array.isArray(allowed?.tools)) throw invalid('tool_choice.allowed_tools.tools', 'tool_choice.allowed_tools.tools must be a list.');
  const names = (allowed.tools as readonly ({ function?: { name?: unknown } } | null)[]).map((tool) => tool?.function?.name);
  return { names: new Set(names), choice: allowed.mode === 'required' ? { type: 'any' } : null };
}

function toolChoice(choice: unknown): ToolChoice | null {
  if (choice === undefined || choice === null) return null;
  if (choice === 'auto' || choice === 'none') return { type: choice };
  if (choice === 'required') return { type: 'any' };
  const name = (choice as { function?: { name?: unknown } }).function?.name;
  if (typeof name === 'string') return { type: 'tool', name };
  throw unsupported('tool_choice', 'This form of tool_choice is not supported by this model.');
}
