import { describe, expect, test } from 'vitest';
import { documentedParameters, requestFields, responseFields, streamEvents } from './parameters.ts';

const find = (surface: Parameters<typeof documentedParameters>[0], path: string) => {
  const found = documentedParameters(surface).find((parameter) => parameter.path === path);
  if (found === undefined) throw new Error(`${surface} documents no ${path}`);
  return found;
};

describe('documentedParameters', () => {
  test('has the fields that wire.md promises of chat completions', () => {
    const names = requestFields('chat.completions').map(({ name }) => name);
    const promised =
      'tools tool_choice parallel_tool_calls response_format logprobs top_logprobs n stop seed logit_bias prediction reasoning_effort service_tier store metadata user stream_options web_search_options verbosity audio modalities models provider';
    expect(names).toEqual(expect.arrayContaining(promised.split(' ')));
    expect(new Set(names).size).toBe(names.length);
  });

  test('goes inside of lists, objects and unions', () => {
    expect(find('chat.completions', 'messages[].content[].type').values).toEqual(['text', 'image_url', 'input_audio', 'file', 'refusal']);
    expect(find('chat.completions', 'tools[].type').values).toEqual(['function', 'custom']);
    expect(find('chat.completions', 'response_format.type').values).toEqual(['text', 'json_schema', 'json_object']);
    expect(find('responses', 'reasoning.effort').values).toContain('high');
    expect(find('responses', 'input[].type').values).toEqual(expect.arrayContaining(['message', 'function_call', 'function_call_output', 'reasoning']));
    expect(find('messages', 'messages[].content[].type').values).toContain('tool_result');
  });

  test('says what is required, what has a default and which values are not all', () => {
    expect(find('chat.completions', 'messages')).toMatchObject({ isRequired: true, types: ['array'] });
    expect(find('chat.completions', 'temperature')).toMatchObject({ isRequired: false, defaultValue: 1, types: ['number', 'null'] });
    expect(find('chat.completions', 'messages[].tool_call_id').isRequired).toBe(false);
    expect(find('chat.completions', 'max_tokens').isDeprecated).toBe(true);
    expect(find('chat.completions', 'model').isOpen).toBe(true);
    expect(find('chat.completions', 'tools[].type').isOpen).toBe(false);
    expect(find('audio.transcriptions', 'file').types).toEqual(['file']);
  });

  test('tells ours from the dialect’s, inside of its fields too', () => {
    expect(find('chat.completions', 'provider.sort')).toMatchObject({ isOurs: true, defaultValue: 'price' });
    expect(find('chat.completions', 'messages[].reasoning_details').isOurs).toBe(true);
    expect(find('chat.completions', 'messages[].role').isOurs).toBe(false);
    expect(responseFields('models.get').find(({ name }) => name === 'endpoints')?.isOurs).toBe(true);
  });

  test('ends, although schemas are inside of themselves', () => {
    expect(documentedParameters('responses').length).toBeLessThan(1_000);
    expect(find('responses', 'tools[].filters.filters').types).toEqual(['array']);
  });
});

describe('streamEvents', () => {
  test('names each event of responses once', () => {
    const names = streamEvents('responses').map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(names).toEqual(expect.arrayContaining(['response.created', 'response.output_text.delta', 'response.completed', 'error']));
  });

  test('knows chunks by their object', () => {
    expect(streamEvents('chat.completions').map(({ name }) => name)).toEqual(['chat.completion.chunk']);
    expect(streamEvents('embeddings')).toEqual([]);
  });
});
