import { firstNumber, list, object, objects, stringOr, strings, type Json } from '../json.ts';
import { jsonReply } from '../reply.ts';
import { reportedCounts, type Operation } from './operation.ts';
import { embeddingInputs, embeddingOf, floatsInBase64, inputTokens } from './vectors.ts';

/** What the models give unless fewer are asked for. */
function dimensionsOf(model: string, asked: unknown): number {
  const usual = /large|gemini/.test(model) ? 3_072 : /nomic|minilm/.test(model) ? 768 : 1_536;
  return firstNumber(asked) ?? usual;
}

/** API reference, "Create embeddings". */
export const openaiEmbeddings: Operation = {
  texts: ({ input }) => strings(input),
  answer({ body, model, reported }) {
    const inputs = embeddingInputs(body['input']);
    const dimensions = dimensionsOf(model, body['dimensions']);
    const data = inputs.map((input, index) => {
      const vector = embeddingOf(input, dimensions);
      return { object: 'embedding', index, embedding: body['encoding_format'] === 'base64' ? floatsInBase64(vector) : vector };
    });
    const tokens = inputTokens(inputs);
    return jsonReply({ object: 'list', data, model, ...reportedCounts({ prompt_tokens: tokens, total_tokens: tokens }, reported) });
  },
};

const COHERE_FORMS: Readonly<Record<string, (vector: readonly number[]) => unknown>> = {
  float: (vector) => vector,
  int8: (vector) => vector.map((value) => Math.round(value * 127)),
  uint8: (vector) => vector.map((value) => Math.round(value * 127) + 128),
  binary: (vector) => bits(vector).map((byte) => byte - 128),
  ubinary: bits,
  base64: floatsInBase64,
};

/** docs.cohere.com/reference/embed. */
export const cohereEmbed: Operation = {
  texts: (body) => cohereTexts(body),
  answer({ body, model, requestId, reported }) {
    const texts = cohereTexts(body);
    const vectors = texts.map((text) => embeddingOf(text, dimensionsOf(model, body['output_dimension'])));
    const asked = strings(body['embedding_types']);
    const embeddings = Object.fromEntries((asked.length === 0 ? ['float'] : asked).map((form) => [form, vectors.map(COHERE_FORMS[form] ?? String)]));
    const { usage } = reportedCounts({ input_tokens: inputTokens(texts) }, reported);
    const meta = { api_version: { version: '2' }, ...(usage === undefined ? {} : { billed_units: usage }) };
    return jsonReply({ id: requestId, embeddings, texts, meta, response_type: 'embeddings_by_type' });
  },
};

function cohereTexts(body: Json): string[] {
  const inputs = objects(body['inputs']).map(({ content }) =>
    objects(content)
      .map(({ text }) => stringOr(text, ''))
      .join('\n'),
  );
  return [...strings(body['texts']), ...inputs];
}

function bits(vector: readonly number[]): number[] {
  return Array.from({ length: Math.ceil(vector.length / 8) }, (_, byte) =>
    vector.slice(byte * 8, byte * 8 + 8).reduce((sum, value) => sum * 2 + (value > 0 ? 1 : 0), 0),
  );
}

/** ai.google.dev/api/embeddings: `embedContent`, and `batchEmbedContents` with several `requests`. */
export const geminiEmbed: Operation = {
  texts: (body) => geminiRequests(body).map(geminiText),
  answer({ body, model, reported }) {
    const requests = geminiRequests(body);
    const embeddings = requests.map((request) => ({
      values: embeddingOf(
        geminiText(request),
        dimensionsOf(model, request['outputDimensionality'] ?? object(request['embedContentConfig'])['outputDimensionality']),
      ),
    }));
    const { usage } = reportedCounts({ promptTokenCount: inputTokens(requests.map(geminiText)) }, reported);
    const counts = usage === undefined ? {} : { usageMetadata: usage };
    return jsonReply(body['requests'] === undefined ? { embedding: embeddings[0], ...counts } : { embeddings, ...counts });
  },
};

function geminiRequests(body: Json): readonly Json[] {
  return body['requests'] === undefined ? [body] : objects(body['requests']);
}

function geminiText(request: Json): string {
  return objects(object(request['content'])['parts'])
    .map(({ text }) => stringOr(text, ''))
    .join('\n');
}

/** Vertex's older form for the same models (cloud.google.com, "Text embeddings API"). */
export const vertexPredict: Operation = {
  texts: ({ instances }) => objects(instances).map(({ content }) => stringOr(content, '')),
  answer({ body, model, reported }) {
    const dimensions = dimensionsOf(model, object(body['parameters'])['outputDimensionality']);
    const predictions = objects(body['instances']).map(({ content }) => {
      const text = stringOr(content, '');
      const { usage } = reportedCounts({ token_count: inputTokens([text]), truncated: false }, reported);
      return { embeddings: { values: embeddingOf(text, dimensions), ...(usage === undefined ? {} : { statistics: usage }) } };
    });
    return jsonReply({ predictions });
  },
};

/** github.com/ollama/ollama, docs/api.md, "Generate Embeddings". */
export const ollamaEmbed: Operation = {
  texts: ({ input }) => strings(input),
  answer({ body, model, reported }) {
    const inputs = strings(list(body['input']).length === 0 ? body['input'] : list(body['input']));
    const embeddings = inputs.map((input) => embeddingOf(input, dimensionsOf(model, body['dimensions'])));
    const { usage } = reportedCounts({ prompt_eval_count: inputTokens(inputs) }, reported);
    return jsonReply({ model, embeddings, total_duration: 14_143_917, load_duration: 1_019_500, ...object(usage) });
  },
};
