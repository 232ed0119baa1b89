type Fields = Readonly<Record<string, unknown>>;

const REASONING = { id: 'rs_1', type: 'reasoning', summary: [{ type: 'summary_text', text: 'Thinking "hard".' }], encrypted_content: 'gAAAAABo' };
const TEXT = { type: 'output_text', text: 'Grüße: {"usage":{}} "type":"response.failed"\n\ndata: x', annotations: [], logprobs: [] };
const MESSAGE = {
  id: 'msg_1',
  type: 'message',
  status: 'completed',
  role: 'assistant',
  content: [TEXT],
};
const CALL = { id: 'fc_1', type: 'function_call', status: 'completed', call_id: 'call_1', name: 'weather', arguments: '{"city":"Köln"}' };

/** A response as OpenAI documents it (API reference, "The response object"): a thought, a text and a call. */
export function providerResponse(changes: Fields = {}): Fields {
  return {
    id: 'resp_0123456789abcdef',
    object: 'response',
    created_at: 1_763_942_400,
    status: 'completed',
    background: false,
    error: null,
    incomplete_details: null,
    instructions: null,
    metadata: {},
    model: 'gpt-5-2025-08-07',
    output: [REASONING, MESSAGE, CALL],
    parallel_tool_calls: true,
    previous_response_id: null,
    service_tier: 'default',
    store: false,
    temperature: 1,
    tool_choice: 'auto',
    tools: [],
    top_p: 1,
    usage: {
      input_tokens: 100,
      input_tokens_details: { cached_tokens: 40, cache_write_tokens: 10 },
      output_tokens: 60,
      output_tokens_details: { reasoning_tokens: 25 },
      total_tokens: 160,
    },
    ...changes,
  };
}

/** The same as a stream (API reference, "Streaming events"). `ending` is the response that its last event tells. */
export function providerStream(ending: Fields = providerResponse()): string {
  const begun = { ...ending, status: 'in_progress', output: [], usage: null };
  const events: [string, Fields][] = [
    ['response.created', { response: begun }],
    ['response.in_progress', { response: begun }],
    ['response.output_item.added', { output_index: 0, item: { ...REASONING, summary: [], encrypted_content: 'gA' } }],
    ['response.reasoning_summary_part.added', { item_id: 'rs_1', output_index: 0, summary_index: 0, part: { type: 'summary_text', text: '' } }],
    ...pieces('Thinking "hard".').map((delta): [string, Fields] => [
      'response.reasoning_summary_text.delta',
      { item_id: 'rs_1', output_index: 0, summary_index: 0, delta },
    ]),
    ['response.reasoning_summary_text.done', { item_id: 'rs_1', output_index: 0, summary_index: 0, text: 'Thinking "hard".' }],
    ['response.reasoning_summary_part.done', { item_id: 'rs_1', output_index: 0, summary_index: 0, part: REASONING.summary[0] }],
    ['response.output_item.done', { output_index: 0, item: REASONING }],
    ['response.output_item.added', { output_index: 1, item: { ...MESSAGE, status: 'in_progress', content: [] } }],
    ['response.content_part.added', { item_id: 'msg_1', output_index: 1, content_index: 0, part: { ...TEXT, text: '' } }],
    ...pieces(TEXT.text).map((delta): [string, Fields] => [
      'response.output_text.delta',
      { item_id: 'msg_1', output_index: 1, content_index: 0, delta, logprobs: [] },
    ]),
    ['response.output_text.done', { item_id: 'msg_1', output_index: 1, content_index: 0, text: TEXT.text, logprobs: [] }],
    ['response.content_part.done', { item_id: 'msg_1', output_index: 1, content_index: 0, part: TEXT }],
    ['response.output_item.done', { output_index: 1, item: MESSAGE }],
    ['response.output_item.added', { output_index: 2, item: { ...CALL, status: 'in_progress', arguments: '' } }],
    ...pieces(CALL.arguments).map((delta): [string, Fields] => ['response.function_call_arguments.delta', { item_id: 'fc_1', output_index: 2, delta }]),
    ['response.function_call_arguments.done', { item_id: 'fc_1', output_index: 2, name: CALL.name, arguments: CALL.arguments }],
    ['response.output_item.done', { output_index: 2, item: CALL }],
    [`response.${String(ending['status'])}`, { response: ending }],
  ];
  return events.map(([type, fields], index) => `event: ${type}\ndata: ${JSON.stringify({ type, sequence_number: index, ...fields })}\n\n`).join('');
}

function pieces(text: string): string[] {
  return text.match(/[^]{1,7}/g) ?? [];
}
