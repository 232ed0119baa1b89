import { describe, expect, test } from 'vitest';
import { anthropic } from './anthropic/index.ts';
import { readErrorBody, readRetryAfterMs, removeSecrets } from './failure.ts';
import { openai } from './openai/index.ts';
import type { UpstreamHeaders } from './types.ts';

const failure = (status: number, error: unknown = {}, headers: UpstreamHeaders = {}): ReturnType<typeof openai.toFailure> =>
  openai.toFailure(status, headers, Buffer.from(JSON.stringify({ error })));

describe('failure', () => {
  test.each([
    [400, 'invalid_request_error', 'client'],
    [401, 'provider_error', 'credential'],
    [402, 'provider_unavailable', 'credential'],
    [403, 'provider_error', 'credential'],
    [404, 'provider_error', 'provider'],
    [408, 'timeout', 'provider'],
    [409, 'provider_error', 'provider'],
    [413, 'request_too_large', 'client'],
    [415, 'invalid_request_error', 'client'],
    [422, 'invalid_request_error', 'client'],
    [425, 'provider_error', 'provider'],
    [429, 'rate_limit_exceeded', 'credential'],
    [500, 'provider_error', 'provider'],
    [502, 'provider_error', 'provider'],
    [503, 'provider_unavailable', 'provider'],
    [504, 'timeout', 'provider'],
    [529, 'overloaded', 'provider'],
    [302, 'provider_error', 'provider'],
  ])('%i is %s, to blame is the %s', (status, code, blame) => {
    expect(failure(status, { message: 'no' })).toMatchObject({ blame, error: { code } });
  });

  test.each([
    ['context_length_exceeded', { code: 'context_length_exceeded', message: "This model's maximum context length is 128000 tokens." }],
    ['context_length_exceeded', { type: 'invalid_request_error', message: 'prompt is too long: 210000 tokens > 200000 maximum' }],
    ['context_length_exceeded', { type: 'invalid_request_error', message: 'input length and `max_tokens` exceed context limit: 190000 + 20000 > 200000' }],
    ['content_policy_violation', { code: 'content_policy_violation', message: 'Your request was rejected' }],
    ['content_policy_violation', { type: 'invalid_request_error', message: 'Output blocked by content filtering policy' }],
    ['unsupported_parameter', { code: 'unsupported_parameter', message: "Unsupported parameter: 'max_tokens'", param: 'max_tokens' }],
    ['unsupported_parameter', { code: 'unsupported_value', message: "Unsupported value: 'temperature'", param: 'temperature' }],
  ])('400 is %s for %j', (code, error) => {
    expect(failure(400, error)).toMatchObject({ blame: 'client', error: { code, message: error.message, param: 'param' in error ? error.param : null } });
  });

  test.each([
    [429, { code: 'insufficient_quota', message: 'You exceeded your current quota' }],
    [400, { code: 'billing_hard_limit_reached', message: 'Billing hard limit has been reached' }],
    [400, { type: 'invalid_request_error', message: 'Your credit balance is too low to access the Anthropic API. Please go to Plans & Billing.' }],
  ])('our own empty account (%i %j) is not the client’s to know', (status, error) => {
    const { blame, error: told } = failure(status, error);
    expect(blame).toBe('credential');
    expect(told).toMatchObject({ code: 'provider_unavailable', message: 'OpenAI is not available for our account at the moment.' });
  });

  test('a request that gets itself quoted does not put our credential aside', () => {
    expect(failure(400, { message: "Invalid value: 'Your credit balance is too low to access the Anthropic API'" }).blame).toBe('client');
  });

  test.each([
    ['sk-proj-abcDEF123456', 'Incorrect API key provided: sk-proj-abcDEF123456.'],
    ['sk-ant-api03-AbC_123-xyz', 'key sk-ant-api03-AbC_123-xyz is disabled'],
    ['sk-****abcd', 'Incorrect API key provided: sk-****abcd'],
    ['AIzaSyD4x9abcdefgh', 'API key AIzaSyD4x9abcdefgh not valid'],
    ['eyJhbGciOi.x.y', 'Bearer eyJhbGciOi.x.y was refused'],
    ['org-Abc123def456', 'for organization org-Abc123def456 on tokens'],
    ['proj_Abc123def456', 'in project proj_Abc123def456'],
    ['a'.repeat(30) + '0123456789', `token ${'a'.repeat(30)}0123456789`],
  ])('%s is in no message and in no log', (secret, message) => {
    const { error } = failure(400, { message });
    expect(error.message).not.toContain(secret);
    expect(error.detail).not.toContain(secret);
    expect(failure(401, { message }).error.detail).not.toContain(secret);
  });

  test('ordinary words stay, and a long text takes no time', () => {
    const said = "Invalid schema for function 'look_up': the key properties is required. See https://platform.openai.com/docs/guides/function-calling";
    expect(removeSecrets(said)).toBe(said);
    expect(failure(400, { message: 'a-'.repeat(2_000_000) }).error.message.length).toBeLessThanOrEqual(1_000);
  });

  test.each([
    [{ 'retry-after': '7' }, 7_000],
    [{ 'retry-after': '0.25' }, 250],
    [{ 'retry-after': '0' }, 0],
    [{ 'retry-after-ms': '1500', 'retry-after': '7' }, 1_500],
    [{ 'retry-after-ms': 'soon', 'retry-after': ['3', '4'] }, 3_000],
    [{ 'retry-after': '-5' }, null],
    [{ 'retry-after': 'later' }, null],
    [{}, null],
  ])('%j means %s ms', (headers, ms) => {
    expect(readRetryAfterMs(headers)).toBe(ms);
    expect(failure(429, {}, headers).retryAfterMs).toBe(ms);
  });

  test('a date says when', () => {
    const inAMinute = readRetryAfterMs({ 'retry-after': new Date(Date.now() + 60_000).toUTCString() });
    expect(inAMinute).toBeGreaterThan(50_000);
    expect(inAMinute).toBeLessThanOrEqual(60_000);
    expect(readRetryAfterMs({ 'retry-after': 'Wed, 21 Oct 2015 07:28:00 GMT' })).toBe(0);
  });

  test.each([
    ['{"error":{"message":"m","code":"c","type":"t","param":"p"}}', { message: 'm', code: 'c', param: 'p' }],
    [
      '{"type":"error","error":{"type":"invalid_request_error","message":"m"},"request_id":"req_1"}',
      { message: 'm', code: 'invalid_request_error', param: null },
    ],
    ['{"error":"m"}', { message: 'm', code: '', param: null }],
    ['{"message":"m","code":"c"}', { message: 'm', code: 'c', param: null }],
    ['{"detail":"m"}', { message: 'm', code: '', param: null }],
    ['[{"error":{"message":"m","code":400}}]', { message: 'm', code: '', param: null }],
    ['<html>', { message: '', code: '', param: null }],
    ['null', { message: '', code: '', param: null }],
    ['', { message: '', code: '', param: null }],
  ])('%s is read', (body, said) => {
    expect(readErrorBody(Buffer.from(body))).toEqual(said);
  });

  test('the provider’s request id comes from the header that it documents', () => {
    const headers = { 'x-request-id': 'req_openai-1', 'request-id': ['req_011CSHoEeqs5C35K2UUqR7Fy'] };
    expect(openai.providerRequestId(headers)).toBe('req_openai-1');
    expect(anthropic.providerRequestId(headers)).toBe('req_011CSHoEeqs5C35K2UUqR7Fy');
    expect(openai.providerRequestId({})).toBeNull();
    expect(openai.providerRequestId({ 'x-request-id': 'a\nb <script>' })).toBeNull();
  });
});
