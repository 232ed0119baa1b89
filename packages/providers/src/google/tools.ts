import { invalid, unsupported } from '../dialect/refusal.ts';
import type { ChatRequest } from '../types.ts';
import type { AnswerForm } from './answer-form.ts';
import { geminiSchema } from './schema.ts';

type Json = Readonly<Record<string, unknown>>;

/** API reference, "FunctionDeclaration". */
const NAME = /^[A-Za-z_][\w.:-]{0,127}$/;

type Choice =
  | { readonly kind: 'auto' | 'none' | 'required' }
  /** `isRequired`: one of these has to be called; otherwise no other may be. */
  | { readonly kind: 'among'; readonly names: readonly string[]; readonly isRequired: boolean };

interface Declared {
  readonly name: string;
  readonly isStrict: boolean;
  readonly declaration: Json;
}

/** `tools` and `tool_choice`, and the tool that stands for structured output. */
export function translateTools(request: ChatRequest, answer: AnswerForm): Json {
  const offered = listOfTools(request['tools']).map((tool, index) => functionTool(tool, `tools[${index}]`));
  const choice = toolChoice(request['tool_choice'], offered);
  if (offered.length === 0) return {};
  if (request['parallel_tool_calls'] === false && choice.kind !== 'none' && !isOneCall(choice, offered.length))
    throw unsupported('parallel_tool_calls', 'This model may always call several tools at once.');
  // Nothing but ANY takes names: where the model may also answer, it is offered nothing else.
  const tools = choice.kind === 'among' && !choice.isRequired ? offered.filter(({ name }) => choice.names.includes(name)) : offered;
  const all = answer.kind === 'tool' ? [...tools, answerTool(answer)] : tools;
  return {
    tools: [{ functionDeclarations: all.map(({ declaration }) => declaration) }],
    ...toolConfig(choice, { answer, isStrict: all.some(({ isStrict }) => isStrict) }),
  };
}

/** A call that has to be made of one tool, as for structured output, is one call: nothing says that the model makes it again. */
function isOneCall(choice: Choice, offered: number): boolean {
  return choice.kind === 'among' ? choice.isRequired && choice.names.length === 1 : choice.kind === 'required' && offered === 1;
}

function toolConfig(choice: Choice, { answer, isStrict }: { readonly answer: AnswerForm; readonly isStrict: boolean }): Json {
  const functionCallingConfig = callingConfig(choice, answer, isStrict);
  return functionCallingConfig === null ? {} : { toolConfig: { functionCallingConfig } };
}

/** VALIDATED keeps to the schemas of the tools and lets the model answer as well; ANY keeps to them by itself. */
function callingConfig(choice: Choice, answer: AnswerForm, isStrict: boolean): Json | null {
  switch (choice.kind) {
    case 'none':
      return answer.kind === 'tool' ? { mode: 'ANY', allowedFunctionNames: [answer.name] } : { mode: 'NONE' };
    case 'required':
      return { mode: 'ANY' };
    case 'among':
      if (choice.isRequired) return { mode: 'ANY', allowedFunctionNames: choice.names };
      break;
    case 'auto':
  }
  // The answer is a tool, so some tool has to be called: one of the client's, or this one.
  if (answer.kind === 'tool') return { mode: 'ANY' };
  return isStrict ? { mode: 'VALIDATED' } : null;
}

function answerTool({ name, schema, isStrict }: Extract<AnswerForm, { kind: 'tool' }>): Declared {
  const parametersJsonSchema = geminiSchema(schema, { path: 'response_format.json_schema.schema', isStrict });
  return { name, isStrict, declaration: { name, description: 'Gives the final answer to the user.', parametersJsonSchema } };
}

function listOfTools(tools: unknown): readonly unknown[] {
  if (tools === undefined || tools === null) return [];
  if (!Array.isArray(tools)) throw invalid('tools', 'tools must be a list.');
  return tools;
}

function functionTool(value: unknown, path: string): Declared {
  const tool = value as { readonly type?: unknown; readonly function?: Json } | null;
  if (tool?.type !== 'function' || typeof tool.function?.['name'] !== 'string')
    throw unsupported(`${path}.type`, 'Only function tools are supported by this model.');
  const { name, description, parameters, strict } = tool.function;
  if (typeof name !== 'string' || !NAME.test(name))
    throw unsupported(`${path}.function.name`, 'The name of a function must begin with a letter for this model.');
  const isStrict = strict === true;
  return {
    name,
    isStrict,
    declaration: {
      name,
      ...(typeof description === 'string' ? { description } : {}),
      ...(hasParameters(parameters) ? { parametersJsonSchema: geminiSchema(parameters, { path: `${path}.function.parameters`, isStrict }) } : {}),
    },
  };
}

/** An object without properties has been refused; nothing at all says the same. */
function hasParameters(schema: unknown): boolean {
  if (typeof schema !== 'object' || schema === null) return false;
  const { properties, additionalProperties, ...rest } = schema as Json;
  const isClosed = additionalProperties === undefined || additionalProperties === false;
  const isEmpty = properties === undefined || Object.keys(properties as object).length === 0;
  return !(isEmpty && isClosed && Object.keys(rest).every((keyword) => ['type', 'required', 'title', '$schema'].includes(keyword)));
}

function toolChoice(choice: unknown, offered: readonly Declared[]): Choice {
  if (choice === undefined || choice === null) return { kind: 'auto' };
  if (choice === 'auto' || choice === 'none') return { kind: choice };
  if (choice !== 'required' && typeof choice !== 'object') throw unsupported('tool_choice', 'This form of tool_choice is not supported by this model.');
  if (offered.length === 0) throw invalid('tool_choice', 'tool_choice asks for a tool, and the request has none.');
  return choice === 'required' ? { kind: 'required' } : chosenTools(choice as Json, offered);
}

function chosenTools(choice: Json, offered: readonly Declared[]): Choice {
  const known = (names: readonly unknown[]): string[] =>
    names.map((name) => {
      if (typeof name === 'string' && offered.some((tool) => tool.name === name)) return name;
      throw invalid('tool_choice', `tool_choice names ${JSON.stringify(name)}, and the request has no such tool.`);
    });
  const { name } = (choice['function'] ?? {}) as { readonly name?: unknown };
  if (typeof name === 'string') return { kind: 'among', names: known([name]), isRequired: true };
  const { mode, tools } = (choice['allowed_tools'] ?? {}) as { readonly mode?: unknown; readonly tools?: unknown };
  if (choice['type'] !== 'allowed_tools' || !Array.isArray(tools) || tools.length === 0)
    throw unsupported('tool_choice', 'This form of tool_choice is not supported by this model.');
  const names = (tools as readonly ({ readonly function?: { readonly name?: unknown } } | null)[]).map((tool) => tool?.function?.name);
  return { kind: 'among', names: known(names), isRequired: mode === 'required' };
}
