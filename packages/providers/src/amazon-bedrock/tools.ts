import type { Endpoint } from '@modelhub/catalog/types';
import type { Block } from '../anthropic/block.ts';
import { invalid, unsupported } from '../dialect/refusal.ts';
import type { ChatRequest } from '../types.ts';
import { cachePoint, spreadCachePoints } from './cache-points.ts';
import { bedrockModel, type BedrockModel } from './families.ts';
import { plainSchema } from './plain-schema.ts';
import { isNativeSchema, type AnswerForm } from './structured-output.ts';

type Json = Readonly<Record<string, unknown>>;
type Choice = { readonly kind: 'auto' } | { readonly kind: 'none' } | { readonly kind: 'any' } | { readonly kind: 'tool'; readonly name: string };

export interface TranslatedTools {
  /** `toolConfig`, or nothing. */
  readonly fields: Block;
  /** What goes into `additionalModelRequestFields`. */
  readonly modelFields: Block;
  /** The model has to call a tool, and cannot think before it does. */
  readonly isToolForced: boolean;
}

interface ToolContext {
  readonly endpoint: Endpoint;
  readonly answer: AnswerForm;
  /** Tools that the conversation has calls of. */
  readonly calledTools: readonly string[];
}

const NOTHING: TranslatedTools = { fields: {}, modelFields: {}, isToolForced: false };

/** `tools`, `tool_choice` and `parallel_tool_calls`, and the tool that stands for structured output. */
export function translateTools(request: ChatRequest, { endpoint, answer, calledTools }: ToolContext): TranslatedTools {
  const model = bedrockModel(endpoint.upstreamModel);
  const { choice, allowed } = toolChoice(request['tool_choice']);
  const all = listOfTools(request['tools']);
  if (all.length > 0 && !endpoint.supportedParameters.includes('tools')) throw unsupported('tools');
  const offered = allowed === null ? all : all.filter((tool) => allowed.includes(nameOf(tool)));
  const asked = offered.flatMap((tool, index) => toolBlocks(tool, `tools[${index}]`, model));
  if ((choice?.kind === 'any' || choice?.kind === 'tool') && asked.length === 0)
    throw invalid('tool_choice', 'tool_choice asks for a tool, and the request has none.');
  const answerTool =
    answer.kind === 'tool'
      ? [
          toolSpec(
            { name: answer.name, description: 'Gives the final answer to the user.', parameters: answer.schema },
            'response_format.json_schema.schema',
            model,
          ),
        ]
      : [];
  const isWithheld = choice?.kind === 'none';
  const shown = isWithheld && calledTools.length === 0 ? [] : asked;
  const known = new Set(shown.map(({ toolSpec: spec }) => (spec as { name?: string } | undefined)?.name));
  // Calls of tools that the request does not offer any more: Bedrock refuses a conversation that holds calls if it knows no tools.
  const past = shown.length === 0 ? calledTools.filter((name) => !known.has(name)).map((name) => openTool(name)) : [];
  const tools = [...spreadCachePoints(shown, model.cachePoints === 'everywhere'), ...past, ...answerTool];
  if (tools.length === 0) return NOTHING;
  const wanted = effectiveChoice(choice, { answer, isOffered: asked.length > 0 && !isWithheld, hasOnlyPast: past.length > 0 && answerTool.length === 0 });
  const mayNotBeParallel = request['parallel_tool_calls'] === false && asked.length > 0;
  // A call that has to be made of one tool, as for structured output, is one call as it is.
  const isOneCall = choice?.kind === 'tool' || (choice?.kind === 'any' && asked.length === 1);
  if (mayNotBeParallel && model.lab !== 'anthropic' && !isOneCall)
    throw unsupported('parallel_tool_calls', 'parallel_tool_calls of false is not supported by this model.');
  return withChoice(tools, wanted, { model, isOneAtATime: mayNotBeParallel || answer.kind === 'tool' });
}

/** The answer is a tool, so some tool has to be called: one of the client's, or this one. */
function effectiveChoice(
  choice: Choice | null,
  { answer, isOffered, hasOnlyPast }: { readonly answer: AnswerForm; readonly isOffered: boolean; readonly hasOnlyPast: boolean },
): Choice | null {
  if (answer.kind === 'tool') {
    if (choice?.kind === 'tool') return choice;
    return isOffered ? { kind: 'any' } : { kind: 'tool', name: answer.name };
  }
  return hasOnlyPast ? { kind: 'none' } : choice;
}

/** Claude's own `tool_choice` says what that of Converse cannot: no call at all, or one at a time. */
function withChoice(
  tools: readonly Block[],
  choice: Choice | null,
  { model, isOneAtATime }: { readonly model: BedrockModel; readonly isOneAtATime: boolean },
): TranslatedTools {
  const isToolForced = choice?.kind === 'any' || choice?.kind === 'tool';
  if (model.lab === 'anthropic' && (isOneAtATime || choice?.kind === 'none')) {
    const own = choice?.kind === 'tool' ? { type: 'tool', name: choice.name } : { type: choice?.kind ?? 'auto' };
    const single = choice?.kind === 'none' ? {} : { disable_parallel_tool_use: true };
    return { fields: { toolConfig: { tools } }, modelFields: { tool_choice: { ...own, ...single } }, isToolForced };
  }
  if (choice?.kind === 'none') throw unsupported('tool_choice', 'This model cannot be kept from calling the tools of this conversation.');
  const toolConfig = choice === null ? { tools } : { tools, toolChoice: converseChoice(choice, tools, model) };
  return { fields: { toolConfig }, modelFields: {}, isToolForced };
}

function converseChoice(choice: Choice, tools: readonly Block[], { forces }: BedrockModel): Block {
  if (choice.kind === 'auto' || choice.kind === 'none') return { auto: {} };
  if (forces === 'named') return choice.kind === 'any' ? { any: {} } : { tool: { name: choice.name } };
  // Where there is one tool, any tool is that tool.
  if (forces === 'any' && (choice.kind === 'any' || tools.length === 1)) return { any: {} };
  throw unsupported('tool_choice', 'This model cannot be made to call a tool.');
}

function listOfTools(tools: unknown): readonly unknown[] {
  if (tools === undefined || tools === null) return [];
  if (!Array.isArray(tools)) throw invalid('tools', 'tools must be a list.');
  return tools;
}

function nameOf(tool: unknown): unknown {
  return (tool as { function?: { name?: unknown } } | null)?.function?.name;
}

function toolBlocks(value: unknown, path: string, model: BedrockModel): Block[] {
  const tool = value as { type?: unknown; function?: Json; cache_control?: unknown } | null;
  if (tool?.type !== 'function' || typeof tool.function?.['name'] !== 'string')
    throw unsupported(`${path}.type`, 'Only function tools are supported by this model.');
  return [toolSpec(tool.function, `${path}.function.parameters`, model), ...cachePoint({ cache_control: tool.cache_control })];
}

function toolSpec(fn: Json, path: string, model: BedrockModel): Block {
  const { name, description, parameters, strict } = fn;
  const schema = (parameters ?? { type: 'object', properties: {} }) as Json;
  if (strict === true && !(model.nativeSchema && isNativeSchema(schema)))
    throw unsupported(path.replace(/parameters$/, 'strict'), 'Strict tools are not supported by this model.');
  return {
    toolSpec: {
      name,
      ...(typeof description === 'string' && description !== '' ? { description } : {}),
      inputSchema: { json: model.plainSchemas ? plainSchema(schema, path) : schema },
      ...(strict === true ? { strict: true } : {}),
    },
  };
}

function openTool(name: string): Block {
  return { toolSpec: { name, inputSchema: { json: { type: 'object', properties: {} } } } };
}

/** `allowed_tools` offers some of the tools: the others are not shown. */
function toolChoice(value: unknown): { readonly choice: Choice | null; readonly allowed: readonly unknown[] | null } {
  if (value === undefined || value === null) return { choice: null, allowed: null };
  if (value === 'auto' || value === 'none') return { choice: { kind: value }, allowed: null };
  if (value === 'required') return { choice: { kind: 'any' }, allowed: null };
  const {
    type,
    allowed_tools: some,
    function: fn,
  } = value as { type?: unknown; allowed_tools?: { mode?: unknown; tools?: unknown } | null; function?: { name?: unknown } };
  if (type === 'allowed_tools' && Array.isArray(some?.tools)) {
    return { choice: { kind: some.mode === 'required' ? 'any' : 'auto' }, allowed: some.tools.map(nameOf) };
  }
  if (typeof fn?.name === 'string') return { choice: { kind: 'tool', name: fn.name }, allowed: null };
  throw unsupported('tool_choice', 'This form of tool_choice is not supported by this model.');
}
