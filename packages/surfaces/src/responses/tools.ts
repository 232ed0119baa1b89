import { invalid, type Fields } from '../read-body.ts';
import { CUSTOM_INPUT } from './custom-input.ts';
import { unsupported } from './untranslatable.ts';

const WEB_SEARCH = /^web_search(_preview)?(_\d{4}_\d{2}_\d{2})?$/;
/** What a search tool may say besides its type, and chat completions can say too. */
const SEARCH_FIELDS = new Set(['type', 'search_context_size', 'user_location']);

/** `tools`, `tool_choice` and `parallel_tool_calls` of a response as those of a chat completion. */
export function toChatTools(request: Fields): Fields {
  const given = (request['tools'] ?? []) as readonly unknown[];
  const search: Fields = {};
  const named = new Map<string, Fields>();
  for (const [index, value] of given.entries()) {
    const path = `tools[${index}]`;
    const tool = (value ?? {}) as Fields;
    if (typeof tool['type'] === 'string' && WEB_SEARCH.test(tool['type'])) Object.assign(search, { web_search_options: webSearch(tool, path) });
    else named.set(`${String(tool['type'])} ${String(tool['name'])}`, toChatTool(tool, path));
  }
  const { tools, choice } = choose(named, request['tool_choice']);
  const hasTools = tools.length > 0;
  return {
    ...search,
    ...(hasTools ? { tools } : {}),
    // Without tools both say nothing, and some providers refuse them then.
    ...(hasTools && choice !== undefined ? { tool_choice: choice } : {}),
    ...(hasTools && request['parallel_tool_calls'] != null ? { parallel_tool_calls: request['parallel_tool_calls'] } : {}),
  };
}

function toChatTool(tool: Fields, path: string): Fields {
  const { type, name, description } = tool;
  if (type !== 'function' && type !== 'custom') throw unsupported(`${path}.type`, `Tools of type ${JSON.stringify(type)} are not supported by this model.`);
  if (typeof name !== 'string') throw invalid('missing_required_parameter', `${path}.name`, `${path}.name is missing.`);
  if (tool['defer_loading'] === true) throw unsupported(`${path}.defer_loading`);
  if (tool['async'] === true) throw unsupported(`${path}.async`);
  const about = typeof description === 'string' ? { description } : {};
  const mark = tool['cache_control'] === undefined ? {} : { cache_control: tool['cache_control'] };
  if (type === 'custom') return { type: 'function', function: { name, ...about, parameters: customParameters(tool['format'], path) }, ...mark };
  const parameters = tool['parameters'] == null ? {} : { parameters: tool['parameters'] };
  const strict = typeof tool['strict'] === 'boolean' ? { strict: tool['strict'] } : {};
  return { type: 'function', function: { name, ...about, ...parameters, ...strict }, ...mark };
}

/** A custom tool takes any text: a function with one text. A grammar could only be hoped for. */
function customParameters(format: unknown, path: string): Fields {
  const type = (format as { readonly type?: unknown } | null | undefined)?.type;
  if (type !== undefined && type !== 'text') throw unsupported(`${path}.format`, 'Custom tools with a grammar are not supported by this model.');
  return { type: 'object', properties: { [CUSTOM_INPUT]: { type: 'string' } }, required: [CUSTOM_INPUT], additionalProperties: false };
}

function webSearch(tool: Fields, path: string): Fields {
  for (const [field, value] of Object.entries(tool)) if (value != null && !SEARCH_FIELDS.has(field)) throw unsupported(`${path}.${field}`);
  const { search_context_size: size, user_location: location } = tool;
  const { type: _type, ...approximate } = (location ?? {}) as Fields;
  return {
    ...(size == null ? {} : { search_context_size: size }),
    ...(location == null ? {} : { user_location: { type: 'approximate', approximate } }),
  };
}

interface Choice {
  readonly tools: readonly Fields[];
  readonly choice: unknown;
}

/** Of tools that are not allowed a model is better not told, which every dialect can do: allowed tools are all that there are. */
function choose(named: ReadonlyMap<string, Fields>, wanted: unknown): Choice {
  const tools = [...named.values()];
  if (wanted === undefined || wanted === null) return { tools, choice: undefined };
  if (typeof wanted === 'string') {
    if (wanted === 'required' && tools.length === 0) throw invalid('invalid_value', 'tool_choice', 'tool_choice asks for a tool, and the request has none.');
    return { tools, choice: wanted };
  }
  const choice = wanted as Fields;
  switch (choice['type']) {
    case 'function':
    case 'custom':
      return { tools, choice: { type: 'function', function: { name: nameOf(find(named, choice, 'tool_choice.name')) } } };
    case 'allowed_tools': {
      const allowed = Array.isArray(choice['tools']) ? (choice['tools'] as readonly Fields[]) : [];
      if (allowed.length === 0) throw invalid('invalid_value', 'tool_choice.tools', 'tool_choice.tools must be a list with at least one tool.');
      return { tools: allowed.map((tool, index) => find(named, tool, `tool_choice.tools[${index}]`)), choice: choice['mode'] ?? 'auto' };
    }
    default:
      throw unsupported('tool_choice', 'This form of tool_choice is not supported by this model.');
  }
}

function find(named: ReadonlyMap<string, Fields>, wanted: Fields, path: string): Fields {
  const tool = named.get(`${String(wanted['type'])} ${String(wanted['name'])}`);
  if (tool === undefined) throw invalid('invalid_value', path, `${path} names a tool that is not among the tools.`);
  return tool;
}

function nameOf(tool: Fields): unknown {
  return (tool['function'] as Fields)['name'];
}
