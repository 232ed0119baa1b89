type Fields = Record<string, unknown>;

export interface StreamEvent extends Fields {
  readonly type: string;
  readonly sequence_number: number;
}

export interface FoldedStream {
  readonly events: readonly StreamEvent[];
  /** The items as a client puts them together from the pieces alone. */
  readonly output: readonly Fields[];
  /** Of the last lifecycle event. */
  readonly response: Fields;
}

/** The events of a stream. Throws on anything that is not one. */
export function eventsOf(stream: string): StreamEvent[] {
  return stream
    .split('\n\n')
    .filter((block) => block !== '')
    .map((block) => {
      const found = /^event: (.+)\ndata: (.+)$/.exec(block);
      if (found === null) throw new Error(`not an event: ${block}`);
      const event = JSON.parse(found[2] as string) as StreamEvent;
      if (event.type !== found[1]) throw new Error(`an event of two types: ${block}`);
      return event;
    });
}

/**
 * Puts a response together as a client does that believes the pieces and not the ends, and throws where a piece has no place, an end says something
 * else than its pieces, or the numbers have a gap.
 */
export function foldEvents(stream: string): FoldedStream {
  const events = eventsOf(stream);
  const output: Fields[] = [];
  const done = new Set<number>();
  let response: Fields = {};
  for (const [index, event] of events.entries()) {
    if (event.sequence_number !== index) throw new Error(`event ${index} has the number ${event.sequence_number}`);
    if (event['response'] !== undefined) response = event['response'] as Fields;
    const at = event['output_index'] as number | undefined;
    if (at === undefined) continue;
    if (done.has(at)) throw new Error(`${event.type} of an item that is done`);
    if (event.type === 'response.output_item.added') {
      if (at !== output.length) throw new Error(`an item at ${at}, not at ${output.length}`);
      output.push(structuredClone(event['item']) as Fields);
      continue;
    }
    const item = output[at];
    if (item === undefined) throw new Error(`${event.type} of no item`);
    if (event.type === 'response.output_item.done') {
      done.add(at);
      const { status, result, encrypted_content, ...last } = event['item'] as Fields;
      const { status: _status, result: _result, encrypted_content: _encrypted, ...told } = item;
      same(told, last, event);
      Object.assign(item, { status }, result === undefined ? {} : { result }, encrypted_content === undefined ? {} : { encrypted_content });
      continue;
    }
    if (event['item_id'] !== item['id']) throw new Error(`${event.type} of another item`);
    apply(item, event);
  }
  return { events, output, response };
}

function apply(item: Fields, event: StreamEvent): void {
  const parts = (item['content'] ?? []) as Fields[];
  const part = parts[event['content_index'] as number] as Fields;
  const summary = (item['summary'] ?? []) as Fields[];
  const thought = summary[event['summary_index'] as number] as Fields;
  const append = (to: Fields, field: string): void => {
    to[field] = (to[field] as string) + (event['delta'] as string);
  };
  switch (event.type) {
    case 'response.content_part.added':
      if (event['content_index'] !== parts.length) throw new Error('a part out of order');
      parts.push(structuredClone(event['part']) as Fields);
      break;
    case 'response.output_text.delta':
      append(part, 'text');
      (part['logprobs'] as unknown[]).push(...(event['logprobs'] as unknown[]));
      break;
    case 'response.output_text.annotation.added':
      if (event['annotation_index'] !== (part['annotations'] as unknown[]).push(event['annotation']) - 1) throw new Error('an annotation out of order');
      break;
    case 'response.output_text.done':
      same({ text: part['text'], logprobs: part['logprobs'] }, { text: event['text'], logprobs: event['logprobs'] }, event);
      break;
    case 'response.refusal.delta':
      append(part, 'refusal');
      break;
    case 'response.refusal.done':
      same(part['refusal'], event['refusal'], event);
      break;
    case 'response.content_part.done':
      same(part, event['part'], event);
      break;
    case 'response.reasoning_summary_part.added':
      summary.push(structuredClone(event['part']) as Fields);
      break;
    case 'response.reasoning_summary_text.delta':
      append(thought, 'text');
      break;
    case 'response.reasoning_summary_text.done':
      same(thought['text'], event['text'], event);
      break;
    case 'response.reasoning_summary_part.done':
      same(thought, event['part'], event);
      break;
    case 'response.function_call_arguments.delta':
      append(item, 'arguments');
      break;
    case 'response.function_call_arguments.done':
      same(item['arguments'], event['arguments'], event);
      break;
    case 'response.custom_tool_call_input.delta':
      append(item, 'input');
      break;
    case 'response.custom_tool_call_input.done':
      same(item['input'], event['input'], event);
      break;
    case 'response.image_generation_call.in_progress':
    case 'response.image_generation_call.generating':
    case 'response.image_generation_call.completed':
      break;
    default:
      throw new Error(`an event that nobody documents: ${event.type}`);
  }
}

function same(told: unknown, said: unknown, event: StreamEvent): void {
  if (JSON.stringify(told) !== JSON.stringify(said)) throw new Error(`${event.type} says ${JSON.stringify(said)} after ${JSON.stringify(told)}`);
}
