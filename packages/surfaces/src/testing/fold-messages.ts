import { inputOf } from '../messages/block-writer.ts';

type Fields = Record<string, unknown>;

export interface FoldedMessage {
  readonly content: Fields[];
  stopReason: unknown;
  stopSequence: unknown;
  usage: unknown;
  isDone: boolean;
}

/** A stream of Anthropic's dialect as its SDK puts it together. Throws on anything that is not such a stream. */
export function foldMessages(text: string): FoldedMessage {
  const message: FoldedMessage = { content: [], stopReason: null, stopSequence: null, usage: null, isDone: false };
  const inputs = new Map<number, string>();
  const open = new Set<number>();
  let hasBegun = false;
  for (const event of text.split('\n\n').filter((piece) => piece !== '' && !piece.startsWith(':'))) {
    if (message.isDone) throw new Error(`an event after the end: ${event}`);
    const found = /^event: (\w+)\ndata: (.*)$/s.exec(event);
    if (found === null) throw new Error(`not an event: ${event}`);
    const data = JSON.parse(found[2] as string) as Fields;
    if (data['type'] !== found[1]) throw new Error(`an event of two types: ${event}`);
    if (!hasBegun && found[1] !== 'message_start' && found[1] !== 'ping' && found[1] !== 'error') throw new Error(`an event before the beginning: ${event}`);
    const index = data['index'] as number;
    switch (found[1]) {
      case 'message_start':
        if (hasBegun) throw new Error('a message begins twice');
        hasBegun = true;
        message.usage = (data['message'] as Fields)['usage'];
        break;
      case 'content_block_start':
        if (index !== message.content.length) throw new Error(`block ${index} begins out of order`);
        message.content.push({ ...(data['content_block'] as Fields) });
        open.add(index);
        break;
      case 'content_block_delta':
        addDelta(message.content[index], data['delta'] as Fields, (json) => inputs.set(index, (inputs.get(index) ?? '') + json));
        break;
      case 'content_block_stop':
        if (!open.delete(index)) throw new Error(`block ${index} ends and was not open`);
        break;
      case 'message_delta':
        ({ stop_reason: message.stopReason, stop_sequence: message.stopSequence } = data['delta'] as Fields);
        // What the last event leaves out keeps its value.
        message.usage = { ...(message.usage as Fields), ...(data['usage'] as Fields) };
        break;
      case 'message_stop':
        if (open.size > 0) throw new Error('a message ends with an open block');
        message.isDone = true;
        break;
      case 'error':
      case 'ping':
        break;
      default:
        throw new Error(`an event that does not exist: ${event}`);
    }
  }
  for (const [index, json] of inputs) (message.content[index] as Fields)['input'] = inputOf(json);
  return message;
}

function addDelta(block: Fields | undefined, delta: Fields, addInput: (json: string) => void): void {
  if (block === undefined) throw new Error(`a delta of a block that did not begin: ${JSON.stringify(delta)}`);
  switch (delta['type']) {
    case 'text_delta':
      block['text'] = String(block['text']) + String(delta['text']);
      break;
    case 'thinking_delta':
      block['thinking'] = String(block['thinking']) + String(delta['thinking']);
      break;
    case 'signature_delta':
      block['signature'] = delta['signature'];
      break;
    case 'input_json_delta':
      addInput(String(delta['partial_json']));
      break;
    case 'citations_delta':
      block['citations'] = [...((block['citations'] as unknown[] | undefined) ?? []), delta['citation']];
      break;
    default:
      throw new Error(`a delta that does not exist: ${JSON.stringify(delta)}`);
  }
}
