import Anthropic from '@anthropic-ai/sdk';
import { GoogleGenAI } from '@google/genai';
import OpenAI from 'openai';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NO_PACE } from './pace.ts';
import { startProviderStandIn, type ProviderStandIn } from './start.ts';

let standIn: ProviderStandIn;
let openai: OpenAI;
let anthropic: Anthropic;
let gemini: GoogleGenAI;

beforeAll(async () => {
  standIn = await startProviderStandIn({ pace: NO_PACE });
  openai = new OpenAI({ baseURL: `${standIn.url}/v1`, apiKey: 'test', maxRetries: 0 });
  anthropic = new Anthropic({ baseURL: standIn.url, apiKey: 'test', maxRetries: 0 });
  gemini = new GoogleGenAI({ apiKey: 'test', httpOptions: { baseUrl: standIn.url } });
});
afterAll(() => standIn.close());

describe('a refusal', () => {
  const text = '[[chaos:refusal]]';

  it('is apart from content at OpenAI, streamed and whole', async () => {
    const request = { model: 'gpt-4o', messages: [{ role: 'user' as const, content: text }] };
    const { message } = (await openai.chat.completions.create(request)).choices[0] ?? {};
    expect(message).toMatchObject({ content: null, refusal: expect.stringContaining("can't help") as unknown });
    const streamed = await openai.chat.completions.stream(request).finalMessage();
    expect(streamed.refusal).toBe(message?.refusal);
    const response = await openai.responses.create({ model: 'gpt-4o', input: text });
    expect(response.output).toMatchObject([{ content: [{ type: 'refusal', refusal: message?.refusal }] }]);
    const again = await openai.responses.stream({ model: 'gpt-4o', input: text }).finalResponse();
    expect(again.output).toMatchObject([{ content: [{ type: 'refusal', refusal: message?.refusal }] }]);
  });

  it('is a reason to stop at Anthropic', async () => {
    const request = { model: 'claude-haiku-4-5', max_tokens: 100, messages: [{ role: 'user' as const, content: text }] };
    expect((await anthropic.messages.create(request)).stop_reason).toBe('refusal');
    expect((await anthropic.messages.stream(request).finalMessage()).stop_reason).toBe('refusal');
  });
});

it('a filter ends an answer with the word that each dialect has for it', async () => {
  const text = '[[chaos:content-filter]]';
  const chat = await openai.chat.completions.create({ model: 'gpt-4o', messages: [{ role: 'user', content: text }] });
  expect(chat.choices[0]).toMatchObject({ finish_reason: 'content_filter', message: { content: expect.stringMatching(/\S/) as unknown } });
  const response = await openai.responses.create({ model: 'gpt-4o', input: text });
  expect(response).toMatchObject({ status: 'incomplete', incomplete_details: { reason: 'content_filter' } });
  const candidate = (await gemini.models.generateContent({ model: 'gemini-2.5-flash', contents: text })).candidates?.[0];
  expect(candidate?.finishReason).toBe('SAFETY');
});
