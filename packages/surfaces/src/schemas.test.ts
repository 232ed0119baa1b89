import { validateResponse, validateStreamEvent } from '@modelhub/api-schemas/validate';
import { PROVIDERS } from '@modelhub/providers/registry';
import { capturesOf, contextOf, hasOwnCaptures, type Capture } from '@modelhub/providers/testing/captures';
import { answeringEndpoint, conversationOf } from '@modelhub/providers/testing/requests';
import type { AnswerContext, ChatRequest, ProviderAdapter } from '@modelhub/providers/types';
import { describe, expect, test } from 'vitest';
import { chatSurface } from './chat/surface.ts';
import { messagesSurface } from './messages/surface.ts';
import { responsesSurface } from './responses/surface.ts';
import { TranslatingStream } from './translating-stream.ts';
import type { ConversationSurface } from './types.ts';

const SURFACES = [
  { id: 'chat.completions', surface: chatSurface, asked: { messages: [{ role: 'user', content: 'Hi' }], stream_options: { include_usage: true } } },
  { id: 'responses', surface: responsesSurface, asked: { input: 'Hi' } },
  { id: 'messages', surface: messagesSurface, asked: { max_tokens: 100, messages: [{ role: 'user', content: 'Hi' }] } },
] as const;

const readingOf = ({ golden }: Capture) => ({ request: contextOf(golden).request as ChatRequest, endpoint: answeringEndpoint(golden.endpoint) });

function eventsOf(surface: ConversationSurface, context: AnswerContext, { adapter, capture }: { adapter: ProviderAdapter; capture: Capture }): unknown[] {
  const writer = surface.streamWriter(context);
  const translator = new TranslatingStream(conversationOf(adapter).streamReader(writer, readingOf(capture)), writer);
  return Buffer.concat([translator.push(capture.stream), translator.end()])
    .toString('utf8')
    .split('\n')
    .filter((line) => line.startsWith('data: {'))
    .map((line) => JSON.parse(line.slice('data: '.length)) as unknown);
}

describe.each(
  Object.entries(PROVIDERS)
    .filter(([id, { adapter }]) => hasOwnCaptures(id) && adapter.conversation !== null)
    .map(([id, { adapter }]) => [id, adapter] as const),
)('answers of %s', { timeout: 60_000 }, (provider, adapter) => {
  describe.each(SURFACES)('as $id', ({ id, surface, asked }) => {
    const context: AnswerContext = { ...contextOf(), request: { model: 'my-model', stream: true, ...asked } };

    test.each(capturesOf(provider).map((capture) => [capture.name, capture] as const))('%s are what the API describes', (_name, capture) => {
      const events = eventsOf(surface, context, { adapter, capture });
      expect(events.length).toBeGreaterThan(1);
      expect(events.flatMap((event) => validateStreamEvent(id, event))).toEqual([]);
      const writer = surface.wholeWriter(context);
      const facts = conversationOf(adapter).readWhole(capture.whole, writer, readingOf(capture));
      expect(validateResponse(id, JSON.parse(writer.body(facts).toString('utf8')))).toEqual([]);
    });
  });
});
