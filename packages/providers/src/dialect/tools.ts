import { invalid, unsupported } from './refusal.ts';
import type { ChatRequest } from '../types.ts';
import { asList, asObject, asText, fieldsOf, type Fields } from './fields.ts';

export interface FunctionTool {
  readonly name: string;
  readonly description?: string;
  readonly parameters?: unknown;
  readonly strict: boolean;
}

export interface OfferedTools {
  readonly tools: readonly FunctionTool[];
  /** A tool by its name has to be called, or any, or none; null where the model decides. */
  readonly choice: 'required' | 'none' | { readonly name: string } | null;
  /** Of several calls in one turn only one is wanted. */
  readonly isOneAtATime: boolean;
}

/**
 * `tools`, `tool_choice` and `parallel_tool_calls`. Tools that are not among the allowed ones are left out: a model cannot call what it has not been
 * told of. Throws for tools that are no functions, and for a choice that names none of them.
 */
export function offeredTools(request: ChatRequest): OfferedTools {
  const all = asList(request['tools'], 'tools').map((tool, index) => functionTool(tool, `tools[${index}]`));
  const { tools, choice } = choose(all, request['tool_choice']);
  if (choice !== null && choice !== 'none' && tools.length === 0) throw invalid('tool_choice', 'tool_choice asks for a tool, and the request has none.');
  // A call that has to be made of one tool, as for structured output, is one call as it is.
  const mayBeSeveral = choice === null ? tools.length > 0 : choice === 'required' && tools.length > 1;
  return { tools, choice, isOneAtATime: mayBeSeveral && request['parallel_tool_calls'] === false };
}

function functionTool(value: unknown, path: string): FunctionTool {
  const tool = asObject(value, path);
  if (tool['type'] !== 'function') throw unsupported(`${path}.type`, 'Only function tools are supported by this model.');
  const { name, description, parameters, strict } = asObject(tool['function'], `${path}.function`);
  return {
    name: asText(name, `${path}.function.name`),
    ...(typeof description === 'string' ? { description } : {}),
    ...(parameters === undefined || parameters === null ? {} : { parameters }),
    strict: strict === true,
  };
}

function choose(tools: readonly FunctionTool[], wanted: unknown): Pick<OfferedTools, 'tools' | 'choice'> {
  if (wanted === undefined || wanted === null || wanted === 'auto') return { tools, choice: null };
  if (wanted === 'none' || wanted === 'required') return { tools, choice: wanted };
  const { type, function: named, allowed_tools: allowed } = fieldsOf(wanted);
  if (type === 'function') return { tools, choice: { name: known(tools, fieldsOf(named), 'tool_choice.function.name').name } };
  if (type !== 'allowed_tools') throw unsupported('tool_choice', 'This form of tool_choice is not supported by this model.');
  const { mode, tools: names } = fieldsOf(allowed);
  const chosen = asList(names, 'tool_choice.allowed_tools.tools').map((tool, index) =>
    known(tools, fieldsOf(fieldsOf(tool)['function']), `tool_choice.allowed_tools.tools[${index}]`),
  );
  return { tools: chosen, choice: mode === 'required' ? 'required' : null };
}

function known(tools: readonly FunctionTool[], { name }: Fields, path: string): FunctionTool {
  const tool = tools.find((each) => each.name === name);
  if (tool === undefined) throw invalid(path, `${path} names a tool that is not among the tools.`);
  return tool;
}
