import { PROVIDERS } from '@modelhub/providers/registry';
import { capturesOf, contextOf, cutAt, hasOwnCaptures, type Capture } from '@modelhub/providers/testing/captures';
import { answeringEndpoint, conversationOf, endpointOf, requestOf } from '@modelhub/providers/testing/requests';
import type { AnswerContext, ChatRequest, ProviderAdapter } from '@modelhub/providers/types';
import { describe, expect, test } from 'vitest';
import { TranslatingStream } from '../translating-stream.ts';
import { responsesSurface } from './surface.ts';
import { foldEvents } from './testing/fold-events.ts';

type Fields = Readonly<Record<string, unknown>>;

const readingOf = ({ golden }: Capture) => ({ request: contextOf(golden).request as ChatRequest, endpoint: answeringEndpoint(golden.endpoint) });

function asking(): AnswerContext {
  return { ...contextOf(), request: { model: 'my-model', input: 'Hi', stream: true, stream_options: { include_obfuscation: false } } };
}

function stream(adapter: ProviderAdapter, capture: Capture, pieces: readonly Buffer[]): string {
  const writer = responsesSurface.streamWriter(asking());
  const translator = new TranslatingStream(conversationOf(adapter).streamReader(writer, readingOf(capture)), writer);
  const parts = pieces.map((piece) => translator.push(piece));
  return Buffer.concat([...parts, translator.end()]).toString('utf8');
}

function whole(adapter: ProviderAdapter, capture: Capture): Fields {
  const writer = responsesSurface.wholeWriter(asking());
  const facts = conversationOf(adapter).readWhole(capture.whole, writer, readingOf(capture));
  return JSON.parse(writer.body(facts).toString('utf8')) as Fields;
}

/** Blanks in arguments mean nothing, nor does the second at which the answer was complete. */
function comparable({ completed_at: _at, output, ...response }: Fields): object {
  const items = (output as readonly Fields[]).map((item) =>
    typeof item['arguments'] === 'string' ? { ...item, arguments: JSON.parse(item['arguments']) as unknown } : item,
  );
  return { ...response, output: items };
}

/** All that a client sees of an answer, in the order of chat completions. */
function told(output: readonly Fields[]): object {
  const texts = (type: string, field: string): string =>
    output
      .flatMap((item) => (item['content'] ?? []) as readonly Fields[])
      .flatMap((part) => (part['type'] === type ? [String(part[field])] : []))
      .join('');
  return {
    content: texts('output_text', 'text'),
    refusal: texts('refusal', 'refusal'),
    reasoning: output
      .flatMap((item) => (item['summary'] ?? []) as readonly Fields[])
      .map(({ text }) => String(text))
      .join(''),
    calls: output
      .filter(({ type }) => type === 'function_call')
      .map(({ call_id: id, name, arguments: text }) => ({ id, name, arguments: JSON.parse(String(text)) as unknown })),
  };
}

describe.each(
  Object.entries(PROVIDERS)
    .filter(([id, { adapter }]) => hasOwnCaptures(id) && adapter.conversation !== null)
    .map(([id, entry]) => [id, entry.adapter] as const),
)('responses of %s', { timeout: 30_000 }, (id, adapter) => {
  describe.each(capturesOf(id).map((capture) => [capture.name, capture] as const))('%s', (_name, capture) => {
    const { golden } = capture;
    const streamed = foldEvents(stream(adapter, capture, [capture.stream]));

    test('the streamed and the whole answer are one response, made up by its pieces', () => {
      expect(comparable(streamed.response)).toEqual(comparable(whole(adapter, capture)));
      expect(streamed.output).toEqual(streamed.response['output']);
    });

    test('it says what the golden answer says', () => {
      const { message, finish_reason: reason } = golden.choices[0] as Capture['golden']['choices'][number];
      expect(told(streamed.output)).toEqual({
        content: message.content ?? '',
        refusal: message.refusal ?? '',
        reasoning: message.reasoning_content ?? '',
        calls: (message.tool_calls ?? []).map(({ id, function: { name, arguments: text } }) => ({ id, name, arguments: JSON.parse(text) as unknown })),
      });
      expect(streamed.response['status']).toBe(reason === 'length' || reason === 'content_filter' ? 'incomplete' : 'completed');
      expect(streamed.response['usage']).toMatchObject({
        input_tokens: golden.usage['prompt_tokens'],
        output_tokens: golden.usage['completion_tokens'],
        total_tokens: golden.usage['total_tokens'],
      });
    });

    test('cut in two, it is the same response', () => {
      const differing: number[] = [];
      for (let at = 1; at < capture.stream.length; at += 3) {
        const { response, output } = foldEvents(stream(adapter, capture, cutAt(capture.stream, [at])));
        if (JSON.stringify([comparable(response), output]) !== JSON.stringify([comparable(streamed.response), streamed.output])) differing.push(at);
      }
      expect(differing).toEqual([]);
    });
  });
});

describe('reasoning in a tool loop of three turns', () => {
  const { adapter } = PROVIDERS.anthropic;
  const captureOf = (name: string): Capture => {
    const found = capturesOf('anthropic').find((capture) => capture.name === name);
    if (found === undefined) throw new Error(`${name} is gone`);
    return found;
  };
  const [first, third] = [captureOf('thinking-parallel-tools'), captureOf('redacted-thinking')];

  test.each(['streamed', 'whole'])('blocks come back as they were signed: %s', (form) => {
    const itemsOf = (capture: Capture): readonly Fields[] => {
      const response = form === 'whole' ? whole(adapter, capture) : foldEvents(stream(adapter, capture, [capture.stream])).response;
      return response['output'] as readonly Fields[];
    };
    const results = itemsOf(first)
      .filter(({ type }) => type === 'function_call')
      .map(({ call_id }) => ({ type: 'function_call_output', call_id, output: 'ok' }));
    const input = [{ role: 'user', content: 'Go' }, ...itemsOf(first), ...results, ...itemsOf(third), { role: 'user', content: 'Next' }];
    const request = responsesSurface.toChatRequest({ model: 'm', input, reasoning: { effort: 'low' } });
    const sent = JSON.parse(requestOf(adapter, request, endpointOf('claude-opus-4-5')).body.toString('utf8')) as {
      messages: { role: string; content: unknown[] }[];
    };
    const original = (capture: Capture): unknown => (JSON.parse(capture.whole.toString('utf8')) as Fields)['content'];
    expect(sent.messages.map(({ role }) => role)).toEqual(['user', 'assistant', 'user', 'assistant', 'user']);
    expect(sent.messages[1]?.content).toEqual(original(first));
    expect(sent.messages[3]?.content).toEqual(original(third));
  });
});
