import { invalid, type Fields } from '../read-body.ts';
import { unsupported } from './unsupported.ts';

/** Tools of the client as functions. Tools that Anthropic runs, or whose form its models have learnt, exist only there. */
export function chatTools(tools: unknown): object[] {
  if (tools === undefined || tools === null) return [];
  if (!Array.isArray(tools)) throw invalid('invalid_value', 'tools', 'tools must be a list.');
  return tools.map((value: unknown, index) => {
    const at = `tools[${index}]`;
    if (typeof value !== 'object' || value === null) throw invalid('invalid_value', at, `${at} must be an object.`);
    const { type = 'custom', name, description, input_schema: parameters, strict, cache_control: cacheControl } = value as Fields;
    if (type !== 'custom' && type !== null) throw unsupported(`${at}.type`);
    if (typeof name !== 'string' || name === '') throw invalid('invalid_value', `${at}.name`, `${at}.name must be the name of the tool.`);
    return {
      type: 'function',
      function: {
        name,
        ...(typeof description === 'string' ? { description } : {}),
        parameters: parameters ?? { type: 'object', properties: {} },
        ...(typeof strict === 'boolean' ? { strict } : {}),
      },
      ...(cacheControl == null ? {} : { cache_control: cacheControl }),
    };
  });
}

export function chatToolChoice(choice: unknown): Fields {
  if (choice === undefined || choice === null) return {};
  const { type, name, disable_parallel_tool_use: isSingle } = choice as Fields;
  const parallel = isSingle === true ? { parallel_tool_calls: false } : {};
  switch (type) {
    case 'auto':
      return { tool_choice: 'auto', ...parallel };
    case 'any':
      return { tool_choice: 'required', ...parallel };
    case 'none':
      return { tool_choice: 'none' };
    case 'tool':
      return { tool_choice: { type: 'function', function: { name } }, ...parallel };
    default:
      throw invalid('invalid_value', 'tool_choice.type', 'tool_choice.type must be "auto", "any", "tool" or "none".');
  }
}
