import { describe, expect, test } from 'vitest';
import { capturesOf } from '../testing/captures.ts';
import { answerFrame, eventFrame, exceptionFrame } from '../testing/event-frames.ts';
import { answeringEndpoint } from '../testing/requests.ts';
import { RecordedAnswer } from '../testing/recorded-answer.ts';
import type { ReadContext } from '../types.ts';
import { ConverseStreamReader } from './from-stream.ts';
import { amazonBedrock, bedrockConversation } from './index.ts';
import { usageFromBedrock } from './usage.ts';

const CLAUDE = 'amazon-bedrock/us.anthropic.claude-sonnet-4-5-20250929-v1:0';

function contextOf(request: Readonly<Record<string, unknown>> = {}, endpointId = CLAUDE): ReadContext {
  return { request: { model: 'm', messages: [], ...request }, endpoint: answeringEndpoint(endpointId) };
}

function play(frames: readonly Buffer[], context = contextOf()): { answer: RecordedAnswer; reader: ConverseStreamReader } {
  const answer = new RecordedAnswer();
  const reader = new ConverseStreamReader(answer, context);
  for (const frame of frames) reader.push(frame);
  reader.end();
  return { answer, reader };
}

const START = answerFrame('messageStart', { role: 'assistant' });
const stop = (stopReason: string): Buffer => answerFrame('messageStop', { stopReason });
const METADATA = answerFrame('metadata', { usage: { inputTokens: 5, outputTokens: 2, totalTokens: 7 } });
const piece = (index: number, delta: object): Buffer => answerFrame('contentBlockDelta', { contentBlockIndex: index, delta });
const begun = (index: number, toolUse: object): Buffer => answerFrame('contentBlockStart', { contentBlockIndex: index, start: { toolUse } });

describe.each(capturesOf('amazon-bedrock').map((capture) => [capture.name, capture] as const))('%s', (_name, { whole, stream, golden }) => {
  test('streamed and whole it is told alike', () => {
    const context = contextOf(golden.request, golden.endpoint);
    const streamed = play([stream], context);
    const told = new RecordedAnswer();
    const facts = bedrockConversation.readWhole(whole, told, context);
    expect(comparable(streamed.answer)).toEqual(comparable(told));
    expect(facts).toEqual({ usage: golden.tokens, finishReason: golden.choices[0]?.finish_reason, serviceTier: golden.serviceTier });
    expect(streamed.reader).toMatchObject({ ...facts, isComplete: true, isUsageFinal: true, error: null });
  });
});

/** Blanks in arguments mean nothing. */
function comparable({ choices }: RecordedAnswer): unknown {
  return choices.map((choice) => ({
    ...choice,
    blocks: choice.blocks.map((block) => (block.kind === 'toolCall' ? { ...block, arguments: block.arguments.replaceAll(/([:,]) /g, '$1') } : block)),
  }));
}

describe('what only a sink is told', () => {
  const blocksOf = (name: string): unknown => {
    const capture = capturesOf('amazon-bedrock').find((known) => known.name === name);
    if (capture === undefined) throw new Error(`${name} is gone`);
    return play([capture.stream], contextOf(capture.golden.request, capture.golden.endpoint)).answer.choices[0];
  };

  test('sources of a block, with its place in the text', () => {
    expect(blocksOf('cited')).toMatchObject({
      blocks: [
        { kind: 'text', text: 'It says that the grass is green' },
        { kind: 'citation', url: null, title: 'My Document', startIndex: 13, endIndex: 31, citedText: 'The grass is green. ' },
        { kind: 'citation', url: 'https://example.org/sky', title: 'Sky', startIndex: 13, endIndex: 31, citedText: 'The sky is blue.' },
        { kind: 'text', text: '.' },
      ],
    });
  });

  test('the stop sequence', () => {
    expect(blocksOf('redacted-thinking')).toMatchObject({ finishReason: 'stop', stopSequence: 'END' });
  });

  test('pictures', () => {
    const bytes = Buffer.from('a picture');
    const delta = (part: Buffer): Buffer => piece(0, { image: { source: { bytes: part.toString('base64') } } });
    const { answer } = play([
      START,
      answerFrame('contentBlockStart', { contentBlockIndex: 0, start: { image: { format: 'webp' } } }),
      delta(bytes.subarray(0, 4)),
      delta(bytes.subarray(4)),
      stop('end_turn'),
      METADATA,
    ]);
    expect(answer.choices[0]?.blocks).toEqual([{ kind: 'image', mediaType: 'image/webp', base64: bytes.toString('base64') }]);
  });
});

describe('usage of Bedrock', () => {
  test('cache reads and writes stand beside the input, and writes are told apart', () => {
    const usage = { inputTokens: 10, outputTokens: 50, totalTokens: 230, cacheReadInputTokens: 100, cacheWriteInputTokens: 70 };
    expect(
      usageFromBedrock({
        ...usage,
        cacheDetails: [
          { ttl: '1h', inputTokens: 40 },
          { ttl: '5m', inputTokens: 30 },
        ],
      }),
    ).toMatchObject({
      input: 10,
      cachedInput: 100,
      cacheWrite5m: 30,
      cacheWrite1h: 40,
      output: 50,
    });
    expect(usageFromBedrock({ ...usage, cacheDetails: [null, { ttl: '1h', inputTokens: 900 }] })).toMatchObject({ cacheWrite5m: 0, cacheWrite1h: 70 });
  });

  test('a prompt that holds what was cached is not paid for twice', () => {
    expect(usageFromBedrock({ inputTokens: 150, outputTokens: 50, totalTokens: 200, cacheReadInputTokens: 100 })).toMatchObject({
      input: 50,
      cachedInput: 100,
    });
  });

  test('zero is zero; what cannot be read is missing', () => {
    expect(usageFromBedrock({ inputTokens: 0, outputTokens: 0, totalTokens: 0 })).toMatchObject({ input: 0, output: 0 });
    for (const usage of [
      null,
      undefined,
      'x',
      [],
      {},
      { inputTokens: 5 },
      { outputTokens: 5 },
      { inputTokens: '5', outputTokens: 5 },
      { inputTokens: 5, outputTokens: -5 },
    ]) {
      expect(usageFromBedrock(usage)).toBeNull();
    }
  });
});

describe('stream of Bedrock', () => {
  test('an answer without its metadata is no whole answer', () => {
    expect(play([START, piece(0, { text: 'a' }), stop('end_turn')]).reader).toMatchObject({ isComplete: false, usage: null, error: null });
    expect(play([START, piece(0, { text: 'a' }), METADATA, stop('end_turn')]).reader).toMatchObject({ isComplete: true, usage: { input: 5, output: 2 } });
  });

  test('metadata without figures names none', () => {
    expect(play([START, stop('end_turn'), answerFrame('metadata', {})]).reader).toMatchObject({ isComplete: true, isUsageFinal: false, usage: null });
  });

  test.each([
    ['an end that has no beginning', [stop('end_turn'), METADATA]],
    ['content that has no beginning', [piece(0, { text: 'a' })]],
    ['content behind the end', [START, stop('end_turn'), piece(0, { text: 'a' })]],
    ['arguments without a call', [START, piece(3, { toolUse: { input: '{' } })]],
    ['what is no JSON', [START, eventFrame({ ':message-type': 'event', ':event-type': 'contentBlockDelta' }, '{"a"')]],
    ['what is no frame', [START, Buffer.from('data: {"choices":[]}\n\n')]],
    ['a call that Bedrock could not read', [START, stop('malformed_tool_use'), METADATA]],
  ])('%s is an error', (_what, frames) => {
    expect(play(frames).reader).toMatchObject({ isComplete: false, error: { code: 'provider_error', status: 502 } });
  });

  test.each([
    ['throttlingException', 'overloaded'],
    ['serviceUnavailableException', 'provider_unavailable'],
    ['modelTimeoutException', 'timeout'],
    ['modelStreamErrorException', 'provider_error'],
    ['internalServerException', 'provider_error'],
    ['validationException', 'provider_error'],
    ['toString', 'provider_error'],
  ])('%s in mid-stream', (name, code) => {
    const { reader } = play([START, piece(0, { text: 'a' }), exceptionFrame(name, 'on arn:aws:bedrock:eu-west-1:123456789012:model/x'), METADATA]);
    expect(reader).toMatchObject({ isComplete: false, error: { code } });
    expect(`${reader.error?.message} ${reader.error?.detail}`).not.toContain('123456789012');
  });

  test('an error that is no exception ends the stream as well', () => {
    const frame = eventFrame({ ':message-type': 'error', ':error-code': 'InternalFailure', ':error-message': 'boom' }, '');
    expect(play([START, frame]).reader.error).toMatchObject({ code: 'provider_error', detail: 'InternalFailure boom' });
  });

  test('what Bedrock itself runs is no call of the client', () => {
    const { answer, reader } = play([
      START,
      begun(0, { toolUseId: 't', name: 'nova_code_interpreter', type: 'server_tool_use' }),
      piece(0, { toolUse: { input: '{}' } }),
      answerFrame('contentBlockStart', { contentBlockIndex: 1, start: { toolResult: { toolUseId: 't' } } }),
      piece(1, { toolResult: [{ text: '42' }] }),
      piece(2, { text: '42' }),
      stop('end_turn'),
      METADATA,
    ]);
    expect(answer.choices[0]).toMatchObject({ blocks: [{ kind: 'text', text: '42' }], finishReason: 'stop' });
    expect(reader.isComplete).toBe(true);
  });

  test('a turn of calls is one, however it says that it ended; blocks that were not closed are closed with it', () => {
    const { answer } = play([
      START,
      begun(0, { toolUseId: 'a', name: 'f' }),
      begun(1, { toolUseId: 'b', name: 'g' }),
      piece(1, { toolUse: { input: '{"x":' } }),
      piece(1, { toolUse: { input: '1}' } }),
      stop('end_turn'),
      METADATA,
    ]);
    expect(answer.choices[0]).toMatchObject({
      blocks: [
        { kind: 'toolCall', position: 0, id: 'a', arguments: '{}' },
        { kind: 'toolCall', position: 1, id: 'b', arguments: '{"x":1}' },
      ],
      finishReason: 'tool_calls',
    });
  });

  test("encrypted thoughts of others than Claude are Bedrock's", () => {
    const frames = [START, piece(0, { reasoningContent: { redactedContent: 'AAEC' } }), stop('end_turn'), METADATA];
    const thought = (endpointId?: string): unknown => play(frames, contextOf({}, endpointId)).answer.choices[0]?.blocks;
    expect(thought('amazon-bedrock/amazon.nova-2-lite-v1:0')).toEqual([{ kind: 'encryptedReasoning', data: 'AAEC', format: 'amazon-bedrock-v1' }]);
    expect(thought()).toEqual([{ kind: 'encryptedReasoning', data: 'AAEC', format: 'amazon-bedrock-v1' }]);
  });

  test('text is shown where the structured answer does not come; a second answer is not', () => {
    const context = contextOf({ response_format: { type: 'json_object' } });
    const answerCall = (index: number, json: string): Buffer[] => [
      begun(index, { toolUseId: `t${index}`, name: 'answer_as_json' }),
      piece(index, { toolUse: { input: json } }),
    ];
    expect(play([START, piece(0, { text: 'I cannot' }), stop('end_turn'), METADATA], context).answer.choices[0]?.blocks).toEqual([
      { kind: 'text', text: 'I cannot' },
    ]);
    const twice = [
      START,
      piece(0, { text: 'So' }),
      ...answerCall(1, '{"a":1}'),
      ...answerCall(2, '{"a":2}'),
      piece(3, { text: 'Done' }),
      stop('tool_use'),
      METADATA,
    ];
    expect(play(twice, context).answer.choices[0]).toMatchObject({ blocks: [{ kind: 'text', text: '{"a":1}' }], finishReason: 'stop' });
  });
});

describe('whole answer of Bedrock', () => {
  test('odd blocks are passed over, an odd reason is an end', () => {
    const whole = {
      output: { message: { content: [null, 5, 'x', {}, { text: 7 }, { reasoningContent: {} }, { text: 'a' }, { guardContent: {} }] } },
      stopReason: 'toString',
    };
    const answer = new RecordedAnswer();
    expect(bedrockConversation.readWhole(Buffer.from(JSON.stringify(whole)), answer, contextOf())).toEqual({
      usage: null,
      finishReason: 'stop',
      serviceTier: null,
    });
    expect(answer.choices[0]?.blocks).toEqual([{ kind: 'text', text: 'a' }]);
  });

  test.each(['{"output":{}}', '{"output":{"message":{"content":[]}},"stopReason":"malformed_model_output"}', '{"message":"no"}'])('%s is no answer', (body) => {
    expect(() => bedrockConversation.readWhole(Buffer.from(body), new RecordedAnswer(), contextOf())).toThrow(
      expect.objectContaining({ code: 'provider_error' }),
    );
  });
});

describe('failures of Bedrock', () => {
  const fail = (status: number, type: string, message: string): unknown => {
    const { error, blame } = amazonBedrock.adapter.toFailure(
      status,
      { 'x-amzn-errortype': `${type}:http://internal.amazon.com/coral/com.amazon.bedrock/` },
      Buffer.from(JSON.stringify({ message })),
    );
    return { code: error.code, blame };
  };

  test.each([
    [400, 'ValidationException', 'Malformed input request', 'invalid_request_error', 'client'],
    [400, 'ValidationException', 'Input is too long for requested model.', 'context_length_exceeded', 'client'],
    [400, 'ValidationException', "This model doesn't support the temperature field. Remove temperature and try again.", 'unsupported_parameter', 'client'],
    [400, 'ValidationException', 'The provided model identifier is invalid.', 'provider_error', 'provider'],
    [400, 'ValidationException', 'Invocation of model ID x with on-demand throughput isn’t supported.', 'provider_error', 'provider'],
    [400, 'ServiceQuotaExceededException', 'Your request exceeds the service quota', 'rate_limit_exceeded', 'credential'],
    [403, 'AccessDeniedException', 'User: arn:aws:iam::123456789012:user/x is not authorized', 'provider_error', 'credential'],
    [400, 'ExpiredTokenException', 'The security token included in the request is expired', 'provider_error', 'credential'],
    [404, 'ResourceNotFoundException', 'Model not found', 'provider_error', 'provider'],
    [408, 'ModelTimeoutException', 'too long', 'timeout', 'provider'],
    [424, 'ModelErrorException', 'model failed', 'provider_error', 'provider'],
    [429, 'ThrottlingException', 'Too many tokens, please wait before trying again.', 'rate_limit_exceeded', 'credential'],
    [429, 'ModelNotReadyException', 'not ready', 'provider_unavailable', 'provider'],
    [500, 'InternalServerException', 'boom', 'provider_error', 'provider'],
    [503, 'ServiceUnavailableException', 'down', 'provider_unavailable', 'provider'],
  ] as const)('%i %s: %s', (status, type, message, code, blame) => {
    expect(fail(status, type, message)).toEqual({ code, blame });
  });

  test('the number of our account is not shown', () => {
    const message = 'The model arn:aws:bedrock:us-east-1:123456789012:inference-profile/x is wrong, sorry';
    const { error } = amazonBedrock.adapter.toFailure(400, {}, Buffer.from(JSON.stringify({ message })));
    expect(error).toMatchObject({ code: 'invalid_request_error', message: 'The model [removed] is wrong, sorry' });
    expect(error.detail).not.toContain('123456789012');
  });

  test('a request is known by its id', () => {
    expect(amazonBedrock.adapter.providerRequestId({ 'x-amzn-requestid': '6fb2b0cd-9427-495a-badc-75457faf4160' })).toBe(
      '6fb2b0cd-9427-495a-badc-75457faf4160',
    );
  });
});
