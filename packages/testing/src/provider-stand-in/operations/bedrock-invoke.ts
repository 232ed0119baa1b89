import { firstNumber, stringOr, strings } from '../json.ts';
import { jsonReply } from '../reply.ts';
import { cohereEmbed } from './embeddings.ts';
import { reportedCounts, type Operation } from './operation.ts';
import { cohereRerank } from './rerank.ts';
import { embeddingOf, inputTokens } from './vectors.ts';

const TITAN_DIMENSIONS = 1_024;

/** `InvokeModel` of Bedrock, whose bodies are those of the models' labs: Titan's embeddings, Cohere's, and rankings. */
export const bedrockInvoke: Operation = {
  texts: ({ inputText, texts, query }) => [...strings(inputText), ...strings(texts), ...strings(query)],
  answer(call) {
    const { body, reported } = call;
    if (body['query'] !== undefined) return cohereRerank.answer(call);
    if (body['texts'] !== undefined) return cohereEmbed.answer(call);
    const text = stringOr(body['inputText'], '');
    const { usage } = reportedCounts({ inputTextTokenCount: inputTokens([text]) }, reported);
    return jsonReply({ embedding: embeddingOf(text, firstNumber(body['dimensions']) ?? TITAN_DIMENSIONS), ...(usage as object | undefined) });
  },
};
