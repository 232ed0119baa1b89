import { PROVIDERS } from '@modelhub/providers/registry';
import { capturesOf, contextOf, foldStream } from '@modelhub/providers/testing/captures';
import { endpointOf, requestOf } from '@modelhub/providers/testing/requests';
import { describe, expect, test } from 'vitest';
import { replayChat, wholeChat } from '../testing/chat-replay.ts';

const { adapter: anthropic } = PROVIDERS.anthropic;

describe('reasoning in a tool loop of three turns', () => {
  const capture = capturesOf('anthropic').find(({ name }) => name === 'thinking-parallel-tools');
  const redacted = capturesOf('anthropic').find(({ name }) => name === 'redacted-thinking');
  if (capture === undefined || redacted === undefined) throw new Error('a capture is gone');

  type Message = Readonly<Record<string, unknown>>;
  const answersOf = (from: typeof capture): Record<string, Message> => {
    const { pushed, ended: tail } = replayChat(anthropic, [from.stream], contextOf(from.golden));
    const whole = JSON.parse(wholeChat(anthropic, from.whole, contextOf(from.golden)).body.toString('utf8')) as { choices: { message: Message }[] };
    const joined = foldStream(pushed + tail).choices[0]?.message as unknown as Message;
    // A client that lines the parts of a stream up instead of joining them.
    const parts = pushed
      .split('\n\n')
      .flatMap((event) =>
        event === ''
          ? []
          : ((JSON.parse(event.slice(6)) as { choices: { delta: { reasoning_details?: unknown[] } }[] }).choices[0]?.delta.reasoning_details ?? []),
      );
    return { whole: whole.choices[0]?.message as Message, joined, parts: { ...joined, reasoning_details: parts } };
  };

  test.each(['whole', 'joined', 'parts'])('blocks come back as they were signed: %s', (form) => {
    const first = answersOf(capture)[form] as Message;
    const third = answersOf(redacted)[form] as Message;
    const results = ((first['tool_calls'] ?? []) as { id: string }[]).map(({ id }) => ({ role: 'tool', tool_call_id: id, content: 'ok' }));
    const messages = [
      { role: 'user', content: 'Go' },
      { role: 'assistant', ...first },
      ...results,
      { role: 'assistant', ...third },
      { role: 'user', content: 'Next' },
    ];
    const sent = JSON.parse(requestOf(anthropic, { messages, reasoning_effort: 'low' }, endpointOf('claude-opus-4-5')).body.toString('utf8')) as {
      messages: { role: string; content: unknown[] }[];
    };
    const original = (from: typeof capture): unknown[] => (JSON.parse(from.whole.toString('utf8')) as { content: unknown[] }).content;
    expect(sent.messages.map(({ role }) => role)).toEqual(['user', 'assistant', 'user', 'assistant', 'user']);
    expect(sent.messages[1]?.content).toEqual(original(capture));
    expect(sent.messages[3]?.content).toEqual(original(redacted));
  });
});
