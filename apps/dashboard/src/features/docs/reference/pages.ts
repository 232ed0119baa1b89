import type { SurfaceId } from '@modelhub/api-schemas/surfaces';
import type { CallId } from '../sample-calls.ts';

/** A page of the reference: one thing that can be done, by one path or by a few. */
export interface ReferencePage {
  readonly slug: string;
  readonly title: string;
  /** What it is for, in a sentence. */
  readonly says: string;
  readonly surfaces: readonly SurfaceId[];
  /** The call that the samples make, and a model for it. */
  readonly sample: { readonly call: CallId; readonly model: string };
}

const CHAT_MODEL = 'anthropic/claude-sonnet-4-6';

export const REFERENCE_PAGES: readonly ReferencePage[] = [
  {
    slug: 'chat-completions',
    title: 'Chat completions',
    says: 'A conversation in, the next message out. The dialect that most clients speak, for every model that talks.',
    surfaces: ['chat.completions'],
    sample: { call: 'chat', model: CHAT_MODEL },
  },
  {
    slug: 'responses',
    title: 'Responses',
    says: 'OpenAI’s newer dialect, in which an answer is a list of items and can be kept, continued and read again. For every model that talks.',
    surfaces: ['responses', 'responses.get', 'responses.delete', 'responses.cancel', 'responses.input_items', 'responses.input_tokens'],
    sample: { call: 'responses', model: CHAT_MODEL },
  },
  {
    slug: 'messages',
    title: 'Messages',
    says: 'Anthropic’s dialect, for every model that talks: what was written for Claude runs on the others too.',
    surfaces: ['messages', 'messages.count_tokens'],
    sample: { call: 'messages', model: CHAT_MODEL },
  },
  {
    slug: 'completions',
    title: 'Completions',
    says: 'A text in, its continuation out: the dialect of before the chats.',
    surfaces: ['completions'],
    sample: { call: 'completion', model: 'openai/gpt-3.5-turbo-instruct' },
  },
  {
    slug: 'embeddings',
    title: 'Embeddings',
    says: 'Texts in, vectors out, for search and for comparing.',
    surfaces: ['embeddings'],
    sample: { call: 'embedding', model: 'openai/text-embedding-3-small' },
  },
  {
    slug: 'rerank',
    title: 'Rerank',
    says: 'A question and documents in, the documents in order of relevance out. In the form that Cohere introduced and others took over.',
    surfaces: ['rerank'],
    sample: { call: 'rerank', model: 'cohere/rerank-v3.5' },
  },
  {
    slug: 'moderations',
    title: 'Moderations',
    says: 'Says whether a text or a picture may be harmful, and in which way.',
    surfaces: ['moderations'],
    sample: { call: 'moderation', model: 'openai/omni-moderation-latest' },
  },
  {
    slug: 'images',
    title: 'Images',
    says: 'Makes pictures from words, and changes pictures by words.',
    surfaces: ['images.generations', 'images.edits'],
    sample: { call: 'image', model: 'openai/gpt-image-1' },
  },
  {
    slug: 'speech',
    title: 'Speech',
    says: 'A text in, a voice that reads it out.',
    surfaces: ['audio.speech'],
    sample: { call: 'speech', model: 'openai/gpt-4o-mini-tts' },
  },
  {
    slug: 'transcriptions',
    title: 'Transcriptions',
    says: 'Sound in, what is said in it out: in its own language or in English.',
    surfaces: ['audio.transcriptions', 'audio.translations'],
    sample: { call: 'transcription', model: 'openai/whisper-1' },
  },
  {
    slug: 'models',
    title: 'Models',
    says: 'What can be called, what it can do and what it costs you; and how well each endpoint of a model does.',
    surfaces: ['models', 'models.get', 'models.endpoints'],
    sample: { call: 'models', model: 'openai/gpt-4o' },
  },
  {
    slug: 'account',
    title: 'Requests, key and credit',
    says: 'What one request cost and where it ran, what your key may, and what credit is left.',
    surfaces: ['generation', 'key', 'credits'],
    sample: { call: 'generation', model: 'openai/gpt-4o' },
  },
];

/** What each path does, on pages with several. */
export const SURFACE_TITLES: Readonly<Record<SurfaceId, string>> = {
  'chat.completions': 'Create a chat completion',
  responses: 'Create a response',
  'responses.get': 'Read a response',
  'responses.delete': 'Delete a response',
  'responses.cancel': 'Cancel a response',
  'responses.input_items': 'Read what a response was asked',
  'responses.input_tokens': 'Count the tokens of a request',
  messages: 'Create a message',
  'messages.count_tokens': 'Count the tokens of a message',
  completions: 'Create a completion',
  embeddings: 'Create embeddings',
  rerank: 'Rank documents',
  moderations: 'Judge a text or a picture',
  'images.generations': 'Make a picture',
  'images.edits': 'Change a picture',
  'audio.speech': 'Read a text aloud',
  'audio.transcriptions': 'Write down what is said',
  'audio.translations': 'Write down what is said, in English',
  models: 'List models',
  'models.get': 'Read a model',
  'models.endpoints': 'List the endpoints of a model',
  generation: 'Read what a request cost',
  key: 'Read your own key',
  credits: 'Read your credit',
};

export function findReferencePage(slug: string): ReferencePage | undefined {
  return REFERENCE_PAGES.find((page) => page.slug === slug);
}
