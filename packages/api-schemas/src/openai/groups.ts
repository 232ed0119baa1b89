/**
 * What is taken from OpenAI's description: names of its schemas, by the file in which they are kept here. A file holds all that its schemas refer to.
 */
export const GROUPS = {
  chat: ['CreateChatCompletionRequest', 'CreateChatCompletionResponse', 'CreateChatCompletionStreamResponse'],
  responses: ['CreateResponse', 'Response', 'ResponseStreamEvent', 'ResponseItemList', 'TokenCountsBody', 'TokenCountsResource'],
  completions: ['CreateCompletionRequest', 'CreateCompletionResponse'],
  embeddings: ['CreateEmbeddingRequest', 'CreateEmbeddingResponse'],
  moderations: ['CreateModerationRequest', 'CreateModerationResponse'],
  images: ['CreateImageRequest', 'CreateImageEditRequest', 'EditImageBodyJsonParam', 'ImagesResponse', 'ImageGenStreamEvent', 'ImageEditStreamEvent'],
  audio: [
    'CreateSpeechRequest',
    'CreateSpeechResponseStreamEvent',
    'CreateTranscriptionRequest',
    'CreateTranscriptionResponseJson',
    'CreateTranscriptionResponseVerboseJson',
    'CreateTranscriptionResponseDiarizedJson',
    'CreateTranscriptionResponseStreamEvent',
    'CreateTranslationRequest',
    'CreateTranslationResponseJson',
    'CreateTranslationResponseVerboseJson',
  ],
  models: ['ListModelsResponse', 'Model', 'ErrorResponse'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type GroupName = keyof typeof GROUPS;
