import type { RequestFeatures } from '@modelhub/routing/saved/features';
import { languageOf } from './language.ts';
import type { OperationRequest } from '../operations/operation-surface.ts';
import type { SurfaceName } from '../types.ts';

/** Fields of what is asked with the text in it, where there is one. */
const TEXT_FIELDS = ['input', 'prompt', 'query'];

/** What a policy can look at, in a question that is answered once: pictures and recordings are the files that it came with. */
export function operationFeatures(
  { request, files }: OperationRequest,
  { surface, promptTokens }: { readonly surface: SurfaceName; readonly promptTokens: number },
): RequestFeatures {
  const text = TEXT_FIELDS.map((field) => request[field]).find((value) => value !== undefined);
  const first: unknown = Array.isArray(text) ? text[0] : text;
  const hears = surface === 'audio.transcriptions' || surface === 'audio.translations';
  return {
    surface,
    prompt_tokens: promptTokens,
    output_tokens_max: null,
    turns: 1,
    tools: 0,
    images: surface === 'images.edits' ? Math.max(1, files.length) : 0,
    audio: hears ? files.length : 0,
    files: 0,
    json_output: false,
    language: typeof first === 'string' ? languageOf(first) : null,
    metadata: {},
  };
}
