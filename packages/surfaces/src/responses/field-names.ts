/** Where a field of a chat completion comes from; what is not listed has the same name. */
const NAMES: Readonly<Record<string, string>> = {
  messages: 'input',
  max_tokens: 'max_output_tokens',
  max_completion_tokens: 'max_output_tokens',
  reasoning_effort: 'reasoning.effort',
  response_format: 'text.format',
  verbosity: 'text.verbosity',
  logprobs: 'top_logprobs',
  web_search_options: 'tools',
};
/** Items and messages are not counted alike: a place in one says nothing about the other. */
const PLACE_IN_MESSAGES = /^messages\[.*$/;
const FUNCTION_OF_TOOL = /^(tools\[\d+\])\.function\b/;

/** The name that a client of the Responses API knows a field by. */
export function nameOfField(field: string): string {
  return NAMES[field] ?? field.replace(PLACE_IN_MESSAGES, 'input').replace(FUNCTION_OF_TOOL, '$1');
}
