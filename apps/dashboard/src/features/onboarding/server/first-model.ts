import { catalog } from '@modelhub/catalog/catalog';

/** A small, cheap model that every newcomer's first request can use. */
const FIRST_MODEL = 'openai/gpt-4o-mini';

/** The model in every quickstart. */
export function firstModel(): string {
  return catalog.findModel(FIRST_MODEL)?.id ?? catalog.models.find((model) => model.kind === 'chat')?.id ?? FIRST_MODEL;
}
