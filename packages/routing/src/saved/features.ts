/** Ways to ask, as usage events name them. */
export const SURFACES = [
  'chat.completions',
  'responses',
  'messages',
  'completions',
  'embeddings',
  'moderations',
  'rerank',
  'images.generations',
  'images.edits',
  'audio.speech',
  'audio.transcriptions',
  'audio.translations',
] as const;
export type Surface = (typeof SURFACES)[number];

/** Languages that are told apart (ISO 639-1), by their script or their commonest words. */
export const LANGUAGES = [
  'ar',
  'bn',
  'cs',
  'da',
  'de',
  'el',
  'en',
  'es',
  'fi',
  'fr',
  'he',
  'hi',
  'hu',
  'id',
  'it',
  'ja',
  'ko',
  'nl',
  'no',
  'pl',
  'pt',
  'ro',
  'ru',
  'sv',
  'ta',
  'te',
  'th',
  'tr',
  'uk',
  'vi',
  'zh',
] as const;
export type Language = (typeof LANGUAGES)[number];

/**
 * What the steps of a policy can look at. Kept with each request, in this spelling, so that a policy can be tried on past requests: never any text of a
 * prompt.
 */
export interface RequestFeatures {
  readonly surface: Surface;
  /** Estimated. */
  readonly prompt_tokens: number;
  /** The most that the client lets the model write; null where it does not say. */
  readonly output_tokens_max: number | null;
  /** Messages of the user. */
  readonly turns: number;
  /** Tools that the model may call, and pictures, recordings and documents in the prompt: how many. */
  readonly tools: number;
  readonly images: number;
  readonly audio: number;
  readonly files: number;
  /** The answer has to be JSON. */
  readonly json_output: boolean;
  /** Of the last message of the user; null where it cannot be told. */
  readonly language: Language | null;
  /** What the client labelled the request with. */
  readonly metadata: Readonly<Record<string, string>>;
}
