import { ModelHubError } from '@modelhub/core/errors';
import { PROVIDERS } from '@modelhub/providers/registry';
import { endpointOf } from '@modelhub/providers/testing/requests';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { chatSurface } from '../chat/surface.ts';
import { ConversationCall } from '../conversation-call.ts';
import { outlineOf } from './outline.ts';

const { checkOutline: _, ...reference } = chatSurface;

/** Everything that comes of a body: by its outline, and by all of it. */
function bothWays(body: Buffer): [outlined: unknown, whole: unknown] {
  return [chatSurface, reference].map((surface) => {
    try {
      const call = new ConversationCall(surface, { body, headers: {} });
      return { promptTokens: call.promptTokens, features: call.features, countable: call.toCountable() };
    } catch (error) {
      if (!(error instanceof ModelHubError)) throw error;
      return { code: error.code, param: error.param, message: error.message };
    }
  }) as [unknown, unknown];
}

const DESTINATIONS = [
  [PROVIDERS.openai, endpointOf('openai/gpt-4o-mini')],
  [PROVIDERS.anthropic, endpointOf('anthropic/claude-sonnet-4-5')],
] as const;

const unit = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.constantFrom(
    'The committee met again. ',
    'Комитет снова ',
    '漢字かな交じり文',
    '\u{1f600}',
    '\\"',
    '"model":',
    '\n\t',
    '\ud83d',
    '\udc00\ud800',
    '\u0000',
  ),
);
const text = fc.tuple(fc.array(unit, { minLength: 1, maxLength: 8 }), fc.integer({ min: 0, max: 9_000 })).map(([units, length]) => {
  const once = units.join('');
  return once === '' ? '' : once.repeat(Math.ceil(length / once.length));
});
const part = fc.oneof(
  fc.record({ type: fc.constant('text'), text }),
  fc.record({ type: fc.constant('image_url'), image_url: fc.record({ url: text }) }),
  fc.record({ type: fc.constant('file'), file: fc.record({ file_data: text, filename: fc.string() }) }),
  fc.record({ type: fc.constant('input_audio'), input_audio: fc.record({ data: text, format: fc.constant('wav') }) }),
  fc.record({ type: fc.constant('refusal'), refusal: text }),
);
const message = fc.oneof(
  fc.record({ role: fc.constantFrom('user', 'system', 'assistant'), content: fc.oneof(text, fc.array(part, { maxLength: 4 })) }),
  fc.record({ role: fc.constant('user'), content: text, name: fc.string() }),
  fc.record({
    role: fc.constant('assistant'),
    tool_calls: fc.array(fc.record({ id: fc.string(), content: text, function: fc.record({ text }) }), { maxLength: 2 }),
  }),
);
const request = fc.record(
  {
    model: fc.constantFrom('gpt-4o-mini', 'm'),
    messages: fc.array(message, { minLength: 1, maxLength: 6 }),
    metadata: fc.record({ text }),
    tools: fc.constant([{ type: 'function', function: { name: 'f', description: 'd' } }]),
    response_format: fc.record({ type: fc.constant('json_schema'), json_schema: fc.record({ content: text }) }),
  },
  { requiredKeys: ['model', 'messages'] },
);
/** `JSON.stringify` escapes little: some writers escape all that is not ASCII, and slashes. */
const json = fc.tuple(request, fc.boolean(), fc.boolean()).map(([value, isAscii, isIndented]) => {
  const written = JSON.stringify(value, null, isIndented ? 1 : 0);
  return isAscii ? written.replaceAll('/', '\\/').replace(/[^\x20-\x7e\n]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`) : written;
});

describe('an outline', () => {
  test('leaves long texts out, and nothing else', () => {
    const content = 'The committee met again. '.repeat(1_000);
    const outline = outlineOf(Buffer.from(JSON.stringify({ model: 'm', messages: [{ role: 'user', content }], temperature: 0.7 })));
    expect(outline?.json.length).toBeLessThan(200);
    expect(outline?.texts.count).toBe(1);
    expect(JSON.parse(outline?.json ?? '')).toMatchObject({ model: 'm', messages: [{ role: 'user' }], temperature: 0.7 });
  });

  test.each([
    ['a short body', { messages: [{ role: 'user', content: 'Hi' }] }],
    ['a body of many short texts', { messages: Array.from({ length: 400 }, () => ({ role: 'user', content: 'The committee met again. ' })) }],
  ])('there is none of %s', (_name, fields) => {
    expect(outlineOf(Buffer.from(JSON.stringify({ model: 'm', ...fields })))).toBeNull();
  });

  test('what is known of a request is the same by its outline and by all of it', () => {
    let outlined = 0;
    fc.assert(
      fc.property(json, (written) => {
        const body = Buffer.from(written);
        if (outlineOf(body) !== null) outlined += 1;
        const [byOutline, whole] = bothWays(body);
        expect(byOutline).toEqual(whole);
      }),
      { numRuns: 200 },
    );
    expect(outlined).toBeGreaterThan(50);
  });

  test('a body that is broken somewhere is refused, or read, as it is without an outline', () => {
    let refused = 0;
    fc.assert(
      fc.property(
        json,
        fc.nat(),
        fc.constantFrom(0x00, 0x0a, 0x1f, 0x20, 0x22, 0x5c, 0x75, 0x7d, 0x80, 0xc3, 0xff),
        fc.boolean(),
        (written, place, byte, isInserted) => {
          const valid = Buffer.from(written);
          const at = place % valid.length;
          const body = Buffer.concat([valid.subarray(0, at), Buffer.from([byte]), valid.subarray(isInserted ? at : at + 1)]);
          const [byOutline, whole] = bothWays(body);
          expect(byOutline).toEqual(whole);
          if (typeof whole === 'object' && whole !== null && 'code' in whole) refused += 1;
        },
      ),
      { numRuns: 300 },
    );
    expect(refused).toBeGreaterThan(50);
  });

  test.each([
    ['a control character', '\u0001'],
    ['an escape that is none', '\\x'],
    ['digits that are none', '\\u12g4'],
    ['an escape that is cut', '\\u12'],
    ['a byte that is no UTF-8', Buffer.from([0x80]).toString('latin1')],
  ])('%s in a long text is a 400', (_name, wrong) => {
    const long = 'The committee met again. '.repeat(1_000);
    const body = Buffer.from(`{"model":"m","messages":[{"role":"user","content":"${long}${wrong}${long}"}]}`, 'latin1');
    expect(() => new ConversationCall(chatSurface, { body, headers: {} })).toThrow(/^The request body is not valid/);
  });

  test('of a key that stands there twice the last counts', () => {
    const long = 'The committee met again. '.repeat(1_000);
    const [byOutline, whole] = bothWays(Buffer.from(`{"model":"m","messages":[{"role":"user","content":"${long}","content":"${long.slice(5)}"}]}`));
    expect(byOutline).toEqual(whole);
  });

  test('what is sent on is the same, as it came, written anew, and translated', () => {
    const connection = { baseUrl: 'https://provider.test', apiKey: 'k' };
    const context = { model: 'm', generationId: 'gen_1', createdAtSeconds: 1, promptTokensEstimate: 1, request: {} };
    const content = 'Say "model" \\ and \u{1f600}. '.repeat(800);
    for (const fields of [{}, { provider: { sort: 'price' } }, { stream: true, stream_options: { include_usage: false } }]) {
      const body = Buffer.from(JSON.stringify({ model: 'm', messages: [{ role: 'user', content }], ...fields }));
      for (const [{ adapter }, endpoint] of DESTINATIONS) {
        const [byOutline, whole] = [chatSurface, reference].map((surface) => {
          const call = new ConversationCall(surface, { body, headers: {} });
          const { body: sent } = call.prepare(adapter, { endpoint, connection, context }).upstream;
          return Buffer.isBuffer(sent) ? sent.toString() : null;
        });
        expect(byOutline).toBe(whole);
        expect(byOutline).toContain(JSON.stringify(content).slice(1, -1));
      }
    }
  });
});
