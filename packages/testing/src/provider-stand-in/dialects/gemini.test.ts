import { FunctionCallingConfigMode, GoogleGenAI, type GenerateContentParameters, type GenerateContentResponse, type Part } from '@google/genai';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { NO_PACE } from '../pace.ts';
import { startProviderStandIn, type ProviderStandIn } from '../start.ts';

const WEATHER = { type: 'object', properties: { city: { type: 'string' }, days: { type: 'integer' } }, required: ['city', 'days'] };
const TOOLS = [{ functionDeclarations: [{ name: 'weather', description: 'The weather.', parametersJsonSchema: WEATHER }] }];

let standIn: ProviderStandIn;
let client: GoogleGenAI;

beforeAll(async () => {
  standIn = await startProviderStandIn({ pace: NO_PACE });
  client = new GoogleGenAI({ apiKey: 'test', httpOptions: { baseUrl: standIn.url } });
});
afterAll(() => standIn.close());

async function streamed(request: GenerateContentParameters): Promise<GenerateContentResponse[]> {
  const chunks: GenerateContentResponse[] = [];
  for await (const chunk of await client.models.generateContentStream(request)) chunks.push(chunk);
  return chunks;
}

function partsOf(chunks: readonly GenerateContentResponse[]): Part[] {
  return chunks.flatMap((chunk) => chunk.candidates?.[0]?.content?.parts ?? []);
}

function textOf(parts: readonly Part[], isThought: boolean): string {
  return parts
    .filter(({ thought }) => (thought === true) === isThought)
    .map(({ text }) => text ?? '')
    .join('');
}

it('says the same streamed and whole, thoughts, signature and usage included', async () => {
  const request = { model: 'gemini-2.5-flash', contents: 'Как проверить журнал? 🎉', config: { thinkingConfig: { includeThoughts: true } } };
  const whole = await client.models.generateContent(request);
  const chunks = await streamed(request);
  for (const isThought of [false, true]) expect(textOf(partsOf(chunks), isThought)).toBe(textOf(partsOf([whole]), isThought));
  expect(textOf(partsOf(chunks), true)).not.toBe('');
  expect(partsOf(chunks).at(-1)?.thoughtSignature).toBe(partsOf([whole]).at(-1)?.thoughtSignature);
  expect(chunks.at(-1)?.usageMetadata).toEqual(whole.usageMetadata);
  expect(chunks.map((chunk) => chunk.candidates?.[0]?.finishReason)).toEqual([...chunks.slice(1).map(() => undefined), 'STOP']);
  const { promptTokenCount = 0, candidatesTokenCount = 0, thoughtsTokenCount = 0, totalTokenCount } = whole.usageMetadata ?? {};
  expect(totalTokenCount).toBe(promptTokenCount + candidatesTokenCount + thoughtsTokenCount);
});

it('signs its calls and knows them again', async () => {
  const config = { tools: TOOLS, toolConfig: { functionCallingConfig: { mode: FunctionCallingConfigMode.ANY } } };
  const first = await client.models.generateContent({ model: 'gemini-3-pro-preview', contents: 'Weather?', config });
  const calls = partsOf([first]).filter(({ functionCall }) => functionCall !== undefined);
  expect(first.candidates?.[0]?.finishReason).toBe('STOP');
  expect(calls[0]?.functionCall?.args).toMatchObject({ city: expect.any(String) as unknown, days: expect.any(Number) as unknown });
  expect(calls[0]?.thoughtSignature).toMatch(/\S/);
  expect(partsOf(await streamed({ model: 'gemini-3-pro-preview', contents: 'Weather?', config }))).toEqual(partsOf([first]));
  const results = calls.map(({ functionCall }) => ({ functionResponse: { name: functionCall?.name ?? '', response: { celsius: 21 } } }));
  const turns = (made: Part[]): GenerateContentParameters['contents'] => [
    { role: 'user', parts: [{ text: 'Weather?' }] },
    { role: 'model', parts: made },
    { role: 'user', parts: results },
  ];
  const second = await client.models.generateContent({ model: 'gemini-3-pro-preview', contents: turns(calls), config: { tools: TOOLS } });
  expect(second.text).toMatch(/\S/);
  const forged = calls.map((part) => (part.thoughtSignature === undefined ? part : { ...part, thoughtSignature: 'QUFBQQ==' }));
  await expect(client.models.generateContent({ model: 'gemini-3-pro-preview', contents: turns(forged) })).rejects.toMatchObject({ status: 400 });
  const forgotten = calls.map(({ functionCall }) => ({ functionCall }) as Part);
  await expect(client.models.generateContent({ model: 'gemini-3-pro-preview', contents: turns(forgotten) })).rejects.toThrow('missing a');
  expect((await client.models.generateContent({ model: 'gemini-2.5-flash', contents: turns(forgotten) })).text).toMatch(/\S/);
});

it('keeps to a schema and to a limit', async () => {
  const config = { responseMimeType: 'application/json', responseJsonSchema: WEATHER };
  expect(JSON.parse((await client.models.generateContent({ model: 'gemini-2.5-flash', contents: 'Weather?', config })).text ?? '')).toHaveProperty('days');
  const cut = await client.models.generateContent({ model: 'gemini-2.5-flash', contents: 'Tell me all.', config: { maxOutputTokens: 3 } });
  expect(cut.candidates?.[0]?.finishReason).toBe('MAX_TOKENS');
});

it('fails as Google does, here and at Vertex', async () => {
  const ask = (path: string, headers: Readonly<Record<string, string>>, text = 'Hi'): Promise<Response> =>
    fetch(standIn.url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ contents: [{ role: 'user', parts: [{ text }] }] }),
    });
  const developer = '/v1beta/models/gemini-2.5-flash:generateContent';
  const vertex = '/v1/projects/p/locations/us-central1/publishers/google/models/gemini-2.5-flash:generateContent';
  expect(await (await ask(developer, {})).json()).toMatchObject({ error: { code: 400, details: [{ reason: 'API_KEY_INVALID' }] } });
  expect(await (await ask(vertex, { 'x-goog-api-key': 'k' })).json()).toMatchObject({ error: { code: 401, status: 'UNAUTHENTICATED' } });
  expect((await ask(vertex, { authorization: 'Bearer ya29.test' })).status).toBe(200);
  const limited = await ask(developer, { 'x-goog-api-key': 'k' }, '[[chaos:rate-limit]]');
  expect(await limited.json()).toMatchObject({ error: { status: 'RESOURCE_EXHAUSTED', details: [{ retryDelay: '1s' }] } });
  const stream = await ask(`${developer.replace('generate', 'streamGenerate')}?alt=sse`, { 'x-goog-api-key': 'k' }, '[[chaos:cut-stream]]');
  expect(await stream.text()).not.toContain('finishReason');
});
