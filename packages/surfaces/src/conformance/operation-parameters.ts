import { Readable } from 'node:stream';
import type { FormFile, OperationName } from '@modelhub/providers/types';

type Fields = Readonly<Record<string, unknown>>;

export interface OperationParameter {
  readonly name: string;
  readonly fields: Fields;
  /** Honoured by the gateway itself, whoever serves. */
  readonly byGateway?: true;
  /** Asks for a form of the answer, which is written so whatever the provider is asked. */
  readonly isOfAnswer?: true;
}

export interface OperationParameters {
  readonly operation: OperationName;
  /** The smallest request. */
  readonly base: Fields;
  readonly files: readonly FormFile[];
  readonly parameters: readonly OperationParameter[];
}

const one = (name: string, value: unknown): OperationParameter => ({ name, fields: { [name]: value } });
const byGateway = (name: string, value: unknown): OperationParameter => ({ name, fields: { [name]: value }, byGateway: true });
const file = (field: string, fileName: string, contentType: string): FormFile => ({
  field,
  fileName,
  contentType,
  bytes: 4,
  open: () => Readable.from([Buffer.from('RIFF')]),
});
const AUDIO = [file('file', 'talk.wav', 'audio/wav')];
const PICTURE = [file('image', 'boat.png', 'image/png')];

const IMAGE_OPTIONS = [
  one('background', 'transparent'),
  one('moderation', 'low'),
  one('n', 2),
  one('output_compression', 50),
  one('output_format', 'webp'),
  one('partial_images', 2),
  one('quality', 'high'),
  one('size', '1536x1024'),
  byGateway('stream', true),
  one('user', 'u1'),
];

export const OPERATION_PARAMETERS: readonly OperationParameters[] = [
  {
    operation: 'embeddings',
    base: { model: 'm', input: 'Hi' },
    files: [],
    parameters: [
      { name: 'input (several texts)', fields: { input: ['a', 'b'] } },
      { name: 'input (tokens)', fields: { input: [1, 2, 3] } },
      one('dimensions', 256),
      { ...one('encoding_format', 'base64'), isOfAnswer: true },
      one('user', 'u1'),
    ],
  },
  {
    operation: 'moderations',
    base: { model: 'm', input: 'Hi' },
    files: [],
    parameters: [
      { name: 'input (several texts)', fields: { input: ['a', 'b'] } },
      { name: 'input (parts)', fields: { input: [{ type: 'text', text: 'a' }] } },
    ],
  },
  {
    operation: 'rerank',
    base: { model: 'm', query: 'q', documents: ['a', 'b'] },
    files: [],
    parameters: [
      one('documents', ['a', 'b', 'c']),
      one('query', 'other'),
      one('top_n', 1),
      { ...one('return_documents', true), isOfAnswer: true },
      one('max_tokens_per_doc', 100),
    ],
  },
  {
    operation: 'images.generations',
    base: { model: 'm', prompt: 'a boat' },
    files: [],
    parameters: [...IMAGE_OPTIONS, one('response_format', 'b64_json'), one('style', 'vivid')],
  },
  {
    operation: 'images.edits',
    base: { model: 'm', prompt: 'at night' },
    files: PICTURE,
    parameters: [...IMAGE_OPTIONS, one('input_fidelity', 'high'), one('response_format', 'b64_json')],
  },
  {
    operation: 'audio.speech',
    base: { model: 'm', input: 'Hi', voice: 'alloy' },
    files: [],
    parameters: [
      one('instructions', 'Slowly'),
      one('response_format', 'wav'),
      one('speed', 1.5),
      { name: 'stream_format: sse', fields: { stream_format: 'sse' }, isOfAnswer: true },
      one('voice', 'nova'),
    ],
  },
  {
    operation: 'audio.transcriptions',
    base: { model: 'm' },
    files: AUDIO,
    parameters: [
      one('chunking_strategy', 'auto'),
      { name: 'include[]', fields: { include: ['logprobs'] } },
      { name: 'keywords[]', fields: { keywords: ['ModelHub'] } },
      { name: 'known_speaker_names[]', fields: { known_speaker_names: ['ann'] } },
      { name: 'known_speaker_references[]', fields: { known_speaker_references: ['data:audio/wav;base64,UklGRg=='] } },
      one('language', 'en'),
      { name: 'languages[]', fields: { languages: ['en', 'de'] } },
      one('prompt', 'names'),
      ...['json', 'text', 'srt', 'vtt', 'verbose_json'].map((format) => ({
        name: `response_format: ${format}`,
        fields: { response_format: format },
        byGateway: true as const,
      })),
      byGateway('stream', true),
      one('temperature', 0.5),
      { name: 'timestamp_granularities[]', fields: { timestamp_granularities: ['word'] } },
    ],
  },
  {
    operation: 'audio.translations',
    base: { model: 'm' },
    files: AUDIO,
    parameters: [one('prompt', 'names'), byGateway('response_format', 'srt'), one('temperature', 0.5)],
  },
];
