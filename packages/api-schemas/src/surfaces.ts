import audio from './openai/audio.json' with { type: 'json' };
import chat from './openai/chat.json' with { type: 'json' };
import completions from './openai/completions.json' with { type: 'json' };
import embeddings from './openai/embeddings.json' with { type: 'json' };
import images from './openai/images.json' with { type: 'json' };
import models from './openai/models.json' with { type: 'json' };
import moderations from './openai/moderations.json' with { type: 'json' };
import responses from './openai/responses.json' with { type: 'json' };
import source from './openai/source.json' with { type: 'json' };
import { ACCOUNT } from './own/account.ts';
import { EXTENSIONS } from './own/extensions.ts';
import { MESSAGES } from './own/messages.ts';
import { RERANK } from './own/rerank.ts';
import type { Definitions } from './schema.ts';

/** Which of OpenAI's descriptions the schemas are from. */
export const OPENAI_SOURCE: { readonly title: string; readonly version: string; readonly date: string } = source;

/** One way to call the API: its path, and the names of its schemas. */
export interface ApiSurface {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: string;
  /** How requests come; a form may have files. Absent where there is no body. */
  readonly accepts?: readonly ('json' | 'form')[];
  readonly definitions: Definitions;
  readonly request?: string;
  /** What we take besides. */
  readonly requestExtension?: string;
  /** Absent where the answer is no JSON. */
  readonly response?: string;
  readonly responseExtension?: string;
  readonly streamEvent?: string;
  readonly streamEventExtension?: string;
  /** Other forms of the answer, where the request chooses. */
  readonly otherResponses?: readonly string[];
}

/** TypeScript reads a JSON file's own type, where each schema is a shape of its own; what they have in common is that they are schemas. */
const openai = (group: object): Definitions => own(group as Definitions);

/** With our additions, and with the errors, which every surface answers. */
function own(definitions: Definitions): Definitions {
  return { ...definitions, ...EXTENSIONS, ...ACCOUNT, ErrorResponse: models.ErrorResponse, Error: models.Error };
}

const CHAT = openai(chat);
const RESPONSES = openai(responses);
const IMAGES = openai(images);
const AUDIO = openai(audio);
const MODELS = openai(models);
const ANTHROPIC = own(MESSAGES);

export const SURFACES = {
  'chat.completions': {
    method: 'POST',
    path: '/v1/chat/completions',
    accepts: ['json'],
    definitions: CHAT,
    request: 'CreateChatCompletionRequest',
    requestExtension: 'ChatRequestExtension',
    response: 'CreateChatCompletionResponse',
    responseExtension: 'ChatResponseExtension',
    streamEvent: 'CreateChatCompletionStreamResponse',
    streamEventExtension: 'ChatChunkExtension',
  },
  responses: {
    method: 'POST',
    path: '/v1/responses',
    accepts: ['json'],
    definitions: RESPONSES,
    request: 'CreateResponse',
    requestExtension: 'Routing',
    response: 'Response',
    streamEvent: 'ResponseStreamEvent',
  },
  'responses.get': { method: 'GET', path: '/v1/responses/{response_id}', definitions: RESPONSES, response: 'Response', streamEvent: 'ResponseStreamEvent' },
  'responses.delete': { method: 'DELETE', path: '/v1/responses/{response_id}', definitions: RESPONSES, response: 'DeletedResponse' },
  'responses.cancel': { method: 'POST', path: '/v1/responses/{response_id}/cancel', definitions: RESPONSES, response: 'Response' },
  'responses.input_items': { method: 'GET', path: '/v1/responses/{response_id}/input_items', definitions: RESPONSES, response: 'ResponseItemList' },
  'responses.input_tokens': {
    method: 'POST',
    path: '/v1/responses/input_tokens',
    accepts: ['json'],
    definitions: RESPONSES,
    request: 'TokenCountsBody',
    response: 'TokenCountsResource',
  },
  messages: {
    method: 'POST',
    path: '/v1/messages',
    accepts: ['json'],
    definitions: ANTHROPIC,
    request: 'MessagesRequest',
    requestExtension: 'Routing',
    response: 'Message',
    streamEvent: 'MessageStreamEvent',
  },
  'messages.count_tokens': {
    method: 'POST',
    path: '/v1/messages/count_tokens',
    accepts: ['json'],
    definitions: ANTHROPIC,
    request: 'CountTokensRequest',
    response: 'CountTokensResponse',
  },
  completions: {
    method: 'POST',
    path: '/v1/completions',
    accepts: ['json'],
    definitions: openai(completions),
    request: 'CreateCompletionRequest',
    requestExtension: 'Routing',
    response: 'CreateCompletionResponse',
    // OpenAI streams the same object in pieces.
    streamEvent: 'CreateCompletionResponse',
  },
  embeddings: {
    method: 'POST',
    path: '/v1/embeddings',
    accepts: ['json'],
    definitions: openai(embeddings),
    request: 'CreateEmbeddingRequest',
    requestExtension: 'Routing',
    response: 'CreateEmbeddingResponse',
  },
  moderations: {
    method: 'POST',
    path: '/v1/moderations',
    accepts: ['json'],
    definitions: openai(moderations),
    request: 'CreateModerationRequest',
    requestExtension: 'Routing',
    response: 'CreateModerationResponse',
  },
  rerank: {
    method: 'POST',
    path: '/v1/rerank',
    accepts: ['json'],
    definitions: own(RERANK),
    request: 'RerankRequest',
    requestExtension: 'Routing',
    response: 'RerankResponse',
  },
  'images.generations': {
    method: 'POST',
    path: '/v1/images/generations',
    accepts: ['json'],
    definitions: IMAGES,
    request: 'CreateImageRequest',
    requestExtension: 'Routing',
    response: 'ImagesResponse',
    streamEvent: 'ImageGenStreamEvent',
  },
  'images.edits': {
    method: 'POST',
    path: '/v1/images/edits',
    accepts: ['form', 'json'],
    definitions: IMAGES,
    request: 'CreateImageEditRequest',
    requestExtension: 'Routing',
    response: 'ImagesResponse',
    streamEvent: 'ImageEditStreamEvent',
  },
  'audio.speech': {
    method: 'POST',
    path: '/v1/audio/speech',
    accepts: ['json'],
    definitions: AUDIO,
    request: 'CreateSpeechRequest',
    requestExtension: 'Routing',
    streamEvent: 'CreateSpeechResponseStreamEvent',
  },
  'audio.transcriptions': {
    method: 'POST',
    path: '/v1/audio/transcriptions',
    accepts: ['form'],
    definitions: AUDIO,
    request: 'CreateTranscriptionRequest',
    requestExtension: 'Routing',
    response: 'CreateTranscriptionResponseJson',
    otherResponses: ['CreateTranscriptionResponseVerboseJson', 'CreateTranscriptionResponseDiarizedJson'],
    streamEvent: 'CreateTranscriptionResponseStreamEvent',
  },
  'audio.translations': {
    method: 'POST',
    path: '/v1/audio/translations',
    accepts: ['form'],
    definitions: AUDIO,
    request: 'CreateTranslationRequest',
    requestExtension: 'Routing',
    response: 'CreateTranslationResponseJson',
    otherResponses: ['CreateTranslationResponseVerboseJson'],
  },
  models: { method: 'GET', path: '/v1/models', definitions: MODELS, response: 'ListModelsResponse', responseExtension: 'ModelList' },
  'models.get': { method: 'GET', path: '/v1/models/{model}', definitions: MODELS, response: 'Model', responseExtension: 'ListedModel' },
  'models.endpoints': { method: 'GET', path: '/v1/models/{model}/endpoints', definitions: MODELS, response: 'ModelEndpoints' },
  generation: { method: 'GET', path: '/v1/generation', definitions: MODELS, response: 'Generation' },
  key: { method: 'GET', path: '/v1/key', definitions: MODELS, response: 'Key' },
  credits: { method: 'GET', path: '/v1/credits', definitions: MODELS, response: 'Credits' },
} as const satisfies Readonly<Record<string, ApiSurface>>;

export type SurfaceId = keyof typeof SURFACES;

/** A surface with all its fields, those that it has not included. */
export function surfaceOf(id: SurfaceId): ApiSurface {
  return SURFACES[id];
}
