import { NO_USAGE } from '../record.ts';
import { count, object, objects, textOrNull, type Json, type Wire } from './wire.ts';

/** Every chunk has a `usageMetadata`, and the one with a reason to finish has the last. */
export const geminiWire: Wire = {
  usage(message, before) {
    if (message['predictions'] !== undefined) return { usage: { ...NO_USAGE, uncachedInput: predictedTokens(message) }, isFinal: true };
    if (message['usageMetadata'] === undefined) return before;
    const told = object(message['usageMetadata']);
    const cacheRead = count(told['cachedContentTokenCount']);
    const audioInput = ofModality(told['promptTokensDetails'], 'AUDIO') - ofModality(told['cacheTokensDetails'], 'AUDIO');
    const audioOutput = ofModality(told['candidatesTokensDetails'], 'AUDIO');
    const imageOutput = ofModality(told['candidatesTokensDetails'], 'IMAGE');
    const reasoning = count(told['thoughtsTokenCount']);
    const usage = {
      ...NO_USAGE,
      uncachedInput: count(told['promptTokenCount']) + count(told['toolUsePromptTokenCount']) - cacheRead - audioInput,
      cacheRead,
      audioInput,
      textOutput: count(told['candidatesTokenCount']) + reasoning - audioOutput - imageOutput,
      audioOutput,
      imageOutput,
      reasoning,
    };
    const isFinal = message['candidates'] === undefined || objects(message['candidates']).some(({ finishReason }) => finishReason !== undefined);
    return { usage, isFinal };
  },
  content: ({ candidates }) => objects(candidates).map(({ content }) => object(content)['parts']),
  id: ({ responseId }) => textOrNull(responseId),
};

function ofModality(details: unknown, modality: string): number {
  return objects(details).reduce((sum, detail: Json) => sum + (detail['modality'] === modality ? count(detail['tokenCount']) : 0), 0);
}

/** Vertex's embeddings count each text apart. */
function predictedTokens({ predictions }: Json): number {
  return objects(predictions).reduce((sum, { embeddings }) => sum + count(object(object(embeddings)['statistics'])['token_count']), 0);
}
