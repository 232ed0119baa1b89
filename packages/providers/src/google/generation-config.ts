import type { Endpoint } from '@modelhub/catalog/types';
import { invalid, unsupported } from '../dialect/refusal.ts';
import { fieldsOf } from '../openai/tell-choice.ts';
import type { ChatRequest } from '../types.ts';
import type { AnswerForm } from './answer-form.ts';
import { geminiSchema } from './schema.ts';
import { thinkingConfig } from './thinking.ts';

type Config = Record<string, unknown>;

const CANDIDATES_MAX = 8;
const TOP_LOGPROBS_MAX = 20;
const STOP_SEQUENCES_MAX = 5;
const SEED_MAX = 2 ** 31 - 1;

/** Everything about how the answer is written (API reference, "GenerationConfig"). Null where nothing was asked for. */
export function generationConfig(request: ChatRequest, { endpoint, answer }: { readonly endpoint: Endpoint; readonly answer: AnswerForm }): Config | null {
  const config: Config = {
    ...sampling(request),
    ...outputLimit(request, endpoint),
    ...stopSequences(request['stop']),
    ...choices(request['n']),
    ...logprobs(request),
    ...modalities(request),
    ...answerFormat(answer),
  };
  const thinking = nativeThinking(request) ?? thinkingConfig(request, endpoint);
  if (thinking !== null) config['thinkingConfig'] = thinking;
  return Object.keys(config).length === 0 ? null : config;
}

/** Google's own spelling in its own compatible API: `extra_body.google.thinking_config`. */
function nativeThinking(request: ChatRequest): unknown {
  const { google } = fieldsOf(request['extra_body']);
  const { thinking_config: snake, thinkingConfig: camel } = fieldsOf(google);
  return snake ?? camel ?? null;
}

/** Name, ours and Gemini's, least and most. */
const NUMBERS = [
  ['temperature', 'temperature', 0, 2],
  ['top_p', 'topP', 0, 1],
  ['top_k', 'topK', 1, Number.MAX_SAFE_INTEGER],
  ['presence_penalty', 'presencePenalty', -2, 2],
  ['frequency_penalty', 'frequencyPenalty', -2, 2],
] as const;

function sampling(request: ChatRequest): Config {
  const sent: Config = {};
  for (const [parameter, name, least, most] of NUMBERS) {
    const value = request[parameter];
    if (value === undefined || value === null) continue;
    if (typeof value !== 'number' || value < least || value > most) throw invalid(parameter, `${parameter} must be between ${least} and ${most}.`);
    // Some models have no penalties: one of zero is none.
    if (value === 0 && name.endsWith('Penalty')) continue;
    sent[name] = value;
  }
  const { seed } = request;
  if (seed === undefined || seed === null) return sent;
  if (typeof seed !== 'number' || !Number.isInteger(seed)) throw invalid('seed', 'seed must be a whole number.');
  if (Math.abs(seed) > SEED_MAX) throw unsupported('seed', 'seed must fit 32 bits for this model.');
  return { ...sent, seed };
}

function outputLimit(request: ChatRequest, endpoint: Endpoint): Config {
  const parameter = request['max_completion_tokens'] == null ? 'max_tokens' : 'max_completion_tokens';
  const asked = request[parameter];
  if (asked === undefined || asked === null) return {};
  if (typeof asked !== 'number' || !Number.isInteger(asked) || asked < 1) throw invalid(parameter, `${parameter} must be a whole number of at least 1.`);
  return { maxOutputTokens: Math.min(asked, endpoint.outputTokensMax) };
}

function stopSequences(stop: unknown): Config {
  if (stop === undefined || stop === null) return {};
  const sequences: unknown = typeof stop === 'string' ? [stop] : stop;
  if (!Array.isArray(sequences) || !sequences.every((sequence) => typeof sequence === 'string'))
    throw invalid('stop', 'stop must be a text or a list of texts.');
  if (sequences.length > STOP_SEQUENCES_MAX) throw unsupported('stop', `This model takes no more than ${STOP_SEQUENCES_MAX} stop sequences.`);
  return sequences.length === 0 ? {} : { stopSequences: sequences };
}

function choices(n: unknown): Config {
  if (n === undefined || n === null || n === 1) return {};
  if (typeof n !== 'number' || n > CANDIDATES_MAX) throw unsupported('n', `This model gives no more than ${CANDIDATES_MAX} choices.`);
  return { candidateCount: n };
}

function logprobs({ logprobs: asked, top_logprobs: top }: ChatRequest): Config {
  if (asked !== true) {
    if (top !== undefined && top !== null && top !== 0) throw invalid('top_logprobs', 'top_logprobs needs logprobs.');
    return {};
  }
  if (top === undefined || top === null) return { responseLogprobs: true };
  if (typeof top !== 'number' || !Number.isInteger(top) || top < 0 || top > TOP_LOGPROBS_MAX)
    throw invalid('top_logprobs', `top_logprobs must be a whole number between 0 and ${TOP_LOGPROBS_MAX}.`);
  return { responseLogprobs: true, ...(top === 0 ? {} : { logprobs: top }) };
}

/** `image` among the modalities, and OpenRouter's `image_config`. */
function modalities({ modalities: asked, image_config: image }: ChatRequest): Config {
  const config: Config = {};
  if (Array.isArray(asked)) {
    const other = asked.find((modality) => modality !== 'text' && modality !== 'image');
    if (other !== undefined) throw unsupported('modalities', `Answers of modality ${JSON.stringify(other)} are not supported by this model.`);
    if (asked.includes('image')) config['responseModalities'] = asked.map((modality) => String(modality).toUpperCase());
  }
  const { aspect_ratio: aspectRatio, image_size: imageSize, ...other } = fieldsOf(image);
  const [unknown] = Object.keys(other);
  if (unknown !== undefined) throw unsupported(`image_config.${unknown}`);
  const imageConfig = { ...(typeof aspectRatio === 'string' ? { aspectRatio } : {}), ...(typeof imageSize === 'string' ? { imageSize } : {}) };
  return Object.keys(imageConfig).length === 0 ? config : { ...config, imageConfig };
}

function answerFormat(answer: AnswerForm): Config {
  if (answer.kind !== 'native') return {};
  const { schema, isStrict } = answer;
  if (schema === null) return { responseMimeType: 'application/json' };
  return { responseMimeType: 'application/json', responseJsonSchema: geminiSchema(schema, { path: 'response_format.json_schema.schema', isStrict }) };
}
