import { offeredModel, offeredModels } from '#src/features/catalog/server/offered.ts';

/** A small, cheap model that every newcomer's first request can use. */
const FIRST_MODEL = 'openai/gpt-4o-mini';

/** The model in every quickstart. */
export function firstModel(): string {
  return offeredModel(FIRST_MODEL)?.id ?? offeredModels.find((model) => model.kind === 'chat')?.id ?? FIRST_MODEL;
}
