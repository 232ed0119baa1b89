type Fields = Readonly<Record<string, unknown>>;

/** What clients ask for to get probabilities; `top_logprobs` alone asks for them too. */
export const LOGPROBS_INCLUDE = 'message.output_text.logprobs';

export function asksForLogprobs(request: Fields): boolean {
  const include = request['include'];
  const top = request['top_logprobs'];
  return (Array.isArray(include) && include.includes(LOGPROBS_INCLUDE)) || (typeof top === 'number' && top > 0);
}

/** The names of a request's custom tools, which models know as functions. */
export function customToolNames(tools: unknown): ReadonlySet<string> {
  if (!Array.isArray(tools)) return new Set();
  const custom = (tools as readonly ({ readonly type?: unknown; readonly name?: unknown } | null)[]).filter((tool) => tool?.type === 'custom');
  return new Set(custom.flatMap((tool) => (typeof tool?.name === 'string' ? [tool.name] : [])));
}
