/**
 * Endpoints that answer on `/v1/responses` alone: OpenAI's own list of such models (`ResponsesModel` without `ChatModel` in its SDK, openai 7.57.0), its
 * codex models (model pages, "Endpoints"), and the same models at Azure (learn.microsoft.com, "Azure OpenAI reasoning models").
 */
const MODELS = [
  'codex-mini',
  'gpt-5-codex',
  'gpt-5-pro',
  'gpt-5.1-codex',
  'gpt-5.1-codex-max',
  'gpt-5.1-codex-mini',
  'gpt-5.2-codex',
  'gpt-5.2-pro',
  'gpt-5.3-codex',
  'gpt-5.3-codex-spark',
  'gpt-5.4-pro',
  'gpt-5.5-pro',
  'o1-pro',
  'o3-deep-research',
  'o3-pro',
  'o4-mini-deep-research',
] as const;

export const RESPONSES_ONLY: ReadonlySet<string> = new Set(MODELS.flatMap((model) => [`openai/${model}`, `azure/${model}`]));
