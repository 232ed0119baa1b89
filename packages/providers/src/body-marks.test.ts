import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BodyMarks } from './body-marks.ts';

const marksOf = (json: string): BodyMarks => new BodyMarks(Buffer.from(json));

describe('marks of a body', () => {
  test.each([
    ['a plain request', '{"model":"m","messages":[]}', true],
    ['stream and its options', '{"model":"m","stream":true,"stream_options":{"include_usage":true}}', true],
    ['a key with a blank before its colon', '{"model" :"m"}', true],
    ['no model', '{"messages":[]}', false],
    ['two models', '{"model":"a","messages":[],"model":"b"}', false],
    ['a model that is called model', '{"model":"model"}', false],
    ['two tiers', '{"model":"m","service_tier":"flex","service_tier":"priority"}', false],
    ['two streams', '{"model":"m","stream":false,"stream":true}', false],
    ['options of a stream twice', '{"model":"m","stream_options":{},"stream_options":{}}', false],
    ['three streams', '{"model":"m","stream":1,"stream_options":{},"streams":1}', false],
    ['a key written with an escape', '{"model":"m","\\u006dodel":"n"}', false],
    ['an escape of a letter at the end of the alphabet', '{"model":"m","service_\\u0074ier":"flex"}', false],
    ['escapes of other characters', '{"model":"m","messages":[{"content":"\\u00e9\\n\\"model\\""}]}', true],
  ])('%s', (_name, json, isUnambiguous) => {
    expect(marksOf(json).isUnambiguous).toBe(isUnambiguous);
  });

  test.each([
    ['hasCacheControl', '"cache_control":{}'],
    ['hasCachePoint', '"cachePoint":{}'],
    ['hasHour', '"ttl":"1h"'],
    ['hasInputAudio', '"type":"input_audio"'],
    ['hasReasoningKey', '"reasoning_details":[]'],
  ] as const)('%s', (mark, member) => {
    expect(marksOf(`{"model":"m",${member}}`)[mark]).toBe(true);
    expect(marksOf('{"model":"m"}')[mark]).toBe(false);
    // A key cannot be told from text by its beginning alone; whoever asks for it looks closer.
    if (mark !== 'hasReasoningKey') expect(marksOf(JSON.stringify({ model: 'm', content: `say {${member}}` }))[mark]).toBe(false);
  });

  test('whatever else there is, one pass finds what a search for each alone would', () => {
    const word = fc.constantFrom(
      'model',
      'stream',
      'stream_options',
      'service_tier',
      'cache_control',
      'cachePoint',
      'input_audio',
      '1h',
      'reasoning_content',
      'é漢"\\',
    );
    const value = fc.letrec((tie) => ({
      json: fc.oneof(
        { maxDepth: 4 },
        word,
        fc.string({ unit: 'binary' }),
        fc.integer(),
        fc.array(tie('json'), { maxLength: 4 }),
        fc.dictionary(word, tie('json'), { maxKeys: 4 }),
      ),
    })).json;
    fc.assert(
      fc.property(value, fc.boolean(), (json, isEscaped) => {
        const text = JSON.stringify(json);
        const body = Buffer.from(isEscaped ? text.replaceAll('m', '\\u006d') : text);
        const marks = new BodyMarks(body);
        const count = (needle: string): number => body.toString('latin1').split(needle).length - 1;
        const streams = [...body.toString('latin1').matchAll(/"stream(.?)/gs)].map(([, next]) => next);
        const isUnambiguous =
          count('\\u006') + count('\\u007') === 0 &&
          count('"model"') === 1 &&
          count('"service_tier"') < 2 &&
          (streams.length < 2 || (streams.length === 2 && streams[0] !== streams[1]));
        expect(marks.isUnambiguous).toBe(isUnambiguous);
        expect(marks.hasCacheControl).toBe(count('"cache_control"') > 0);
        expect(marks.hasCachePoint).toBe(count('"cachePoint"') > 0);
        expect(marks.hasHour).toBe(count('"1h"') > 0);
        expect(marks.hasInputAudio).toBe(count('"input_audio"') > 0);
        expect(marks.hasReasoningKey).toBe(count('"reasoning_') > 0);
      }),
      { numRuns: 500 },
    );
  });
});
