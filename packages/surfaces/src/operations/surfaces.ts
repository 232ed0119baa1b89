import { embeddingsSurface } from './embeddings.ts';
import { imageEditsSurface, imageGenerationsSurface } from './images.ts';
import { moderationsSurface } from './moderations.ts';
import type { OperationSurface } from './operation-surface.ts';
import { rerankSurface } from './rerank.ts';
import { speechSurface } from './speech.ts';
import { transcriptionsSurface, translationsSurface } from './transcriptions.ts';

export type { OperationSurface } from './operation-surface.ts';

export const OPERATION_SURFACES: readonly OperationSurface[] = [
  embeddingsSurface,
  moderationsSurface,
  rerankSurface,
  imageGenerationsSurface,
  imageEditsSurface,
  speechSurface,
  transcriptionsSurface,
  translationsSurface,
];
