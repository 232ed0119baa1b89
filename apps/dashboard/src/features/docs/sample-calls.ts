import type { ModelKind } from '@modelhub/catalog/types';

/** How a kind of model is called: the lines in which samples of one client differ from each other. */
interface SampleCall {
  /** After the base URL. */
  readonly path: string;
  /** What curl sends. */
  readonly curl: readonly string[];
  /** Null where OpenAI's SDK has no such call. */
  readonly python: readonly string[] | null;
  readonly typescript: readonly string[] | null;
}

type CallOf = (model: string) => SampleCall;

/** What samples show: a call of a kind of model, another dialect of a conversation, or a question about models and requests. */
export type CallId = ModelKind | 'responses' | 'messages' | 'models' | 'generation';

function jsonBody(model: string, ...fields: readonly string[]): string[] {
  return [
    `  -H "Content-Type: application/json" \\`,
    `  -d '{`,
    `    "model": "${model}",`,
    ...fields.map((field, at) => `    ${field}${at < fields.length - 1 ? ',' : ''}`),
    `  }'`,
  ];
}

export const SAMPLE_CALLS: Readonly<Record<CallId, CallOf>> = {
  chat: (model) => ({
    path: '/chat/completions',
    curl: jsonBody(model, '"messages": [{"role": "user", "content": "Hello"}]'),
    python: [
      'answer = client.chat.completions.create(',
      `    model="${model}",`,
      '    messages=[{"role": "user", "content": "Hello"}],',
      ')',
      'print(answer.choices[0].message.content)',
    ],
    typescript: [
      'const answer = await client.chat.completions.create({',
      `  model: '${model}',`,
      "  messages: [{ role: 'user', content: 'Hello' }],",
      '});',
      'console.log(answer.choices[0]?.message.content);',
    ],
  }),
  completion: (model) => ({
    path: '/completions',
    curl: jsonBody(model, '"prompt": "Once upon a time"', '"max_tokens": 64'),
    python: [
      'answer = client.completions.create(',
      `    model="${model}",`,
      '    prompt="Once upon a time",',
      '    max_tokens=64,',
      ')',
      'print(answer.choices[0].text)',
    ],
    typescript: [
      'const answer = await client.completions.create({',
      `  model: '${model}',`,
      "  prompt: 'Once upon a time',",
      '  max_tokens: 64,',
      '});',
      'console.log(answer.choices[0]?.text);',
    ],
  }),
  embedding: (model) => ({
    path: '/embeddings',
    curl: jsonBody(model, '"input": "The food was delicious."'),
    python: [
      'answer = client.embeddings.create(',
      `    model="${model}",`,
      '    input="The food was delicious.",',
      ')',
      'print(len(answer.data[0].embedding))',
    ],
    typescript: [
      'const answer = await client.embeddings.create({',
      `  model: '${model}',`,
      "  input: 'The food was delicious.',",
      '});',
      'console.log(answer.data[0]?.embedding.length);',
    ],
  }),
  image: (model) => ({
    path: '/images/generations',
    curl: jsonBody(model, '"prompt": "A lighthouse at dawn"'),
    python: ['image = client.images.generate(', `    model="${model}",`, '    prompt="A lighthouse at dawn",', ')', 'print(len(image.data[0].b64_json))'],
    typescript: [
      'const image = await client.images.generate({',
      `  model: '${model}',`,
      "  prompt: 'A lighthouse at dawn',",
      '});',
      'console.log(image.data?.[0]?.b64_json?.length);',
    ],
  }),
  speech: (model) => ({
    path: '/audio/speech',
    curl: [...jsonBody(model, '"input": "Hello"', '"voice": "alloy"').slice(0, -1), `  }' -o hello.mp3`],
    python: [
      'speech = client.audio.speech.create(',
      `    model="${model}",`,
      '    input="Hello",',
      '    voice="alloy",',
      ')',
      'speech.write_to_file("hello.mp3")',
    ],
    typescript: [
      'const speech = await client.audio.speech.create({',
      `  model: '${model}',`,
      "  input: 'Hello',",
      "  voice: 'alloy',",
      '});',
      'console.log((await speech.arrayBuffer()).byteLength);',
    ],
  }),
  transcription: (model) => ({
    path: '/audio/transcriptions',
    curl: ['  -F file=@hello.mp3 \\', `  -F model=${model}`],
    python: ['answer = client.audio.transcriptions.create(', `    model="${model}",`, '    file=open("hello.mp3", "rb"),', ')', 'print(answer.text)'],
    typescript: [
      'const answer = await client.audio.transcriptions.create({',
      `  model: '${model}',`,
      "  file: createReadStream('hello.mp3'),",
      '});',
      'console.log(answer.text);',
    ],
  }),
  moderation: (model) => ({
    path: '/moderations',
    curl: jsonBody(model, '"input": "I want to hug them."'),
    python: ['answer = client.moderations.create(', `    model="${model}",`, '    input="I want to hug them.",', ')', 'print(answer.results[0].flagged)'],
    typescript: [
      'const answer = await client.moderations.create({',
      `  model: '${model}',`,
      "  input: 'I want to hug them.',",
      '});',
      'console.log(answer.results[0]?.flagged);',
    ],
  }),
  rerank: (model) => ({
    path: '/rerank',
    curl: jsonBody(model, '"query": "capital of France"', '"documents": ["Paris is the capital of France.", "Bread is made of flour."]'),
    python: null,
    typescript: null,
  }),
  responses: (model) => ({
    path: '/responses',
    curl: jsonBody(model, '"input": "Hello"'),
    python: ['response = client.responses.create(', `    model="${model}",`, '    input="Hello",', ')', 'print(response.output_text)'],
    typescript: ['const response = await client.responses.create({', `  model: '${model}',`, "  input: 'Hello',", '});', 'console.log(response.output_text);'],
  }),
  // Anthropic's own SDKs say `messages` themselves: see `messagesBodies`.
  messages: (model) => ({
    path: '/messages',
    curl: jsonBody(model, '"max_tokens": 1024', '"messages": [{"role": "user", "content": "Hello"}]'),
    python: [
      'message = client.messages.create(',
      `    model="${model}",`,
      '    max_tokens=1024,',
      '    messages=[{"role": "user", "content": "Hello"}],',
      ')',
      'print(message.content[0].text)',
    ],
    typescript: [
      'const message = await client.messages.create({',
      `  model: '${model}',`,
      '  max_tokens: 1024,',
      "  messages: [{ role: 'user', content: 'Hello' }],",
      '});',
      'console.log(message.content);',
    ],
  }),
  models: (model) => ({
    path: `/models/${model}/endpoints`,
    curl: [],
    python: [`model = client.models.retrieve("${model}")`, 'print(model.id)'],
    typescript: [`const model = await client.models.retrieve('${model}');`, 'console.log(model.id);'],
  }),
  generation: () => ({
    path: '/generation?id=gen_...',
    curl: [],
    python: null,
    typescript: null,
  }),
};
