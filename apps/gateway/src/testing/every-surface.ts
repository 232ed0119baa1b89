export interface Asked {
  readonly path: string;
  readonly body: object | (() => FormData);
}

const messages = [{ role: 'user', content: 'Hi there' }];
const file = new File([Buffer.alloc(200_000, 'RIFF')], 'talk.wav', { type: 'audio/wav' });
const PICTURE = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==', 'base64');

function form(fields: Readonly<Record<string, string | File>>): () => FormData {
  return () => {
    const data = new FormData();
    for (const [name, value] of Object.entries(fields)) data.append(name, value);
    return data;
  };
}

/** Something to ask on every surface that costs money. */
export const SURFACES: Readonly<Record<string, Asked>> = {
  'chat.completions': { path: '/v1/chat/completions', body: { model: 'gpt-4o', messages, max_tokens: 500 } },
  'chat.completions, streamed': { path: '/v1/chat/completions', body: { model: 'claude-sonnet-4-5', messages, max_tokens: 500, stream: true } },
  responses: { path: '/v1/responses', body: { model: 'gpt-4o', input: 'Hi there', max_output_tokens: 500 } },
  'responses, streamed': { path: '/v1/responses', body: { model: 'claude-sonnet-4-5', input: 'Hi there', max_output_tokens: 500, stream: true } },
  messages: { path: '/v1/messages', body: { model: 'claude-sonnet-4-5', messages, max_tokens: 500 } },
  'messages, streamed': { path: '/v1/messages', body: { model: 'gpt-4o', messages, max_tokens: 500, stream: true } },
  completions: { path: '/v1/completions', body: { model: 'gpt-3.5-turbo-instruct', prompt: 'Hi there', max_tokens: 500 } },
  embeddings: { path: '/v1/embeddings', body: { model: 'text-embedding-3-small', input: ['Hi there', 'Good day'] } },
  rerank: { path: '/v1/rerank', body: { model: 'cohere/rerank-v3.5', query: 'Hi', documents: ['Hi there', 'Good day'] } },
  'images.generations': { path: '/v1/images/generations', body: { model: 'gpt-image-1', prompt: 'a boat' } },
  'images.edits': {
    path: '/v1/images/edits',
    body: form({ model: 'gpt-image-1', prompt: 'at night', image: new File([PICTURE], 'boat.png', { type: 'image/png' }) }),
  },
  'audio.speech': { path: '/v1/audio/speech', body: { model: 'gpt-4o-mini-tts', voice: 'alloy', input: 'Hello there' } },
  'audio.transcriptions': { path: '/v1/audio/transcriptions', body: form({ model: 'gpt-4o-transcribe', file }) },
  'audio.translations': { path: '/v1/audio/translations', body: form({ model: 'whisper-1', file }) },
};

/** Asks, and reads the answer as text. */
export async function ask(
  url: string,
  { path, body }: Asked,
  { secret, headers = {} }: { readonly secret: string; readonly headers?: Readonly<Record<string, string>> },
): Promise<Response & { readonly said: string }> {
  const isForm = typeof body === 'function';
  const response = await fetch(url + path, {
    method: 'POST',
    headers: { authorization: `Bearer ${secret}`, ...(isForm ? {} : { 'content-type': 'application/json' }), ...headers },
    body: isForm ? body() : JSON.stringify(body),
  });
  return Object.assign(response, { said: await response.text() });
}
