import type { Operation, OperationName } from '../../types.ts';
import { embeddings } from './embeddings.ts';
import { imageEdits, imageGenerations } from './images.ts';
import { moderations } from './moderations.ts';
import type { Origin } from './origin.ts';
import { rerank } from './rerank.ts';
import { speech } from './speech.ts';
import { transcriptions } from './transcriptions.ts';

const OPERATIONS: Readonly<Record<OperationName, (origin: Origin) => Operation>> = {
  embeddings,
  moderations,
  rerank,
  'images.generations': imageGenerations,
  'images.edits': imageEdits,
  'audio.speech': speech,
  'audio.transcriptions': (origin) => transcriptions(origin, 'audio.transcriptions'),
  'audio.translations': (origin) => transcriptions(origin, 'audio.translations'),
};

/** OpenAI's operations, as far as a provider that speaks its dialect has them. */
export function openaiOperations(names: readonly OperationName[], origin: Origin): Readonly<Partial<Record<OperationName, Operation>>> {
  return Object.fromEntries(names.map((name) => [name, OPERATIONS[name](origin)]));
}

export const ALL_OPERATIONS = Object.keys(OPERATIONS) as OperationName[];
