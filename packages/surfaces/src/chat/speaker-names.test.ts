import { expect, test } from 'vitest';
import { withSpeakerNames } from './speaker-names.ts';

const named = (messages: readonly object[]): unknown => withSpeakerNames({ model: 'm', messages }).messages;

test('a name is told with the first text of its speaker', () => {
  const image = { type: 'image_url', image_url: { url: 'https://a.example/p.png' } };
  expect(
    named([
      { role: 'user', name: 'ann', content: 'Hi' },
      { role: 'user', name: 'bob', content: [image, { type: 'text', text: 'Look' }] },
      { role: 'user', name: 'cem', content: [image] },
      { role: 'assistant', name: 'bot', content: null, tool_calls: [] },
      { role: 'tool', name: 'weather', tool_call_id: 'c', content: 'Sun' },
      { role: 'user', content: 'Me' },
    ]),
  ).toEqual([
    { role: 'user', content: 'ann: Hi' },
    { role: 'user', content: [image, { type: 'text', text: 'bob: Look' }] },
    { role: 'user', content: [{ type: 'text', text: 'cem:' }, image] },
    { role: 'assistant', content: null, tool_calls: [] },
    { role: 'tool', name: 'weather', tool_call_id: 'c', content: 'Sun' },
    { role: 'user', content: 'Me' },
  ]);
});

test('a request without names stays the same', () => {
  const request = { model: 'm', messages: [{ role: 'user', content: 'Hi' }] };
  expect(withSpeakerNames(request)).toBe(request);
});
