import { catalog } from '@modelhub/catalog/catalog';
import { priceAt } from '@modelhub/catalog/price';
import { qualityOf } from '@modelhub/catalog/quality';
import type { Endpoint, Modality, Model } from '@modelhub/catalog/types';
import { NO_PREFERENCES } from '../preferences.ts';
import { blendedPrice } from '../rank.ts';
import { readConditions } from './conditions.ts';
import type { PolicyDocument, PolicyStep } from './document.ts';

/** What a simple request is good enough with, and a hard one, as a share of the quality of the best model that can be used. */
const SIMPLE_SHARE = 0.75;
const STRONG_SHARE = 0.95;
/** A prompt of more is not simple. */
const LONG_PROMPT_TOKENS = 8_000;
const LONG_CONTEXT_TOKENS = 400_000;
const MODELS_MAX = 8;

interface Choice {
  readonly model: Model;
  readonly quality: number;
  /** Of its cheapest endpoint that can be used. */
  readonly price: bigint;
}

interface Needs {
  readonly share: number;
  readonly input?: Modality;
  readonly toolCalls?: boolean;
  readonly structuredOutput?: boolean;
}

/**
 * What `modelhub/auto` stands for where nobody chose a policy: the cheapest of the models that are good enough. For most requests that is three quarters of the
 * best model's quality; for tools, attachments and long prompts 95 %. Made from what can be used, so that the best is the best of that. Null where no model for chats can.
 */
export function autoDocument(isUsable: (endpoint: Endpoint) => boolean, atMs: number): PolicyDocument | null {
  const all = catalog.models.filter(({ kind }) => kind === 'chat').flatMap((model) => choiceOf(model, isUsable, atMs) ?? []);
  const rated = all.filter(({ quality }) => quality > 0);
  const choices = rated.length > 0 ? rated : all;
  const longest = choices
    .filter(({ model }) => model.endpoints.some((endpoint) => isUsable(endpoint) && endpoint.contextTokensMax >= LONG_CONTEXT_TOKENS))
    .toSorted((a, b) => b.quality - a.quality)
    .slice(0, MODELS_MAX)
    .map(({ model }) => model.id);
  const step = (name: string, when: object | null, needs: Needs): PolicyStep[] => {
    const models = modelsFor(choices, needs);
    if (models.length === 0) return [];
    const escapes = longest.length === 0 ? null : { context_length_exceeded: longest, content_policy_violation: [] };
    return [{ name, when: when === null ? [] : readConditions(when, 'when'), preferences: { ...NO_PREFERENCES, models, modelsTogether: true, escapes } }];
  };
  const steps = [
    ...step('audio', { has_audio: true }, { share: STRONG_SHARE, input: 'audio' }),
    ...step('documents', { has_files: true }, { share: STRONG_SHARE, input: 'pdf' }),
    ...step('pictures', { has_images: true }, { share: STRONG_SHARE, input: 'image' }),
    ...step('tools', { has_tools: true }, { share: STRONG_SHARE, toolCalls: true }),
    ...step('long prompts', { prompt_tokens: { min: LONG_PROMPT_TOKENS } }, { share: STRONG_SHARE }),
    ...step('JSON', { json_output: true }, { share: SIMPLE_SHARE, structuredOutput: true }),
    ...step('everything else', null, { share: SIMPLE_SHARE }),
  ];
  return steps.at(-1)?.when.length === 0 ? { description: null, always: null, steps } : null;
}

function choiceOf(model: Model, isUsable: (endpoint: Endpoint) => boolean, atMs: number): Choice | null {
  const prices = model.endpoints.filter(isUsable).map((endpoint) => blendedPrice(priceAt(endpoint, { atMs, promptTokens: 0 })));
  const [first, ...others] = prices;
  if (first === undefined) return null;
  return { model, quality: qualityOf(model.id) ?? 0, price: others.reduce((least, price) => (price < least ? price : least), first) };
}

/** The cheapest of those that have what is needed and are good enough, compared with the best that has it. */
function modelsFor(choices: readonly Choice[], { share, input, toolCalls = false, structuredOutput = false }: Needs): readonly string[] {
  const fitting = choices.filter(
    ({ model }) => (input === undefined || model.input.includes(input)) && (!toolCalls || model.toolCalls) && (!structuredOutput || model.structuredOutput),
  );
  const best = Math.max(...fitting.map(({ quality }) => quality));
  return fitting
    .filter(({ quality }) => quality >= best * share)
    .toSorted((a, b) => Number(a.price - b.price) || b.quality - a.quality)
    .slice(0, MODELS_MAX)
    .map(({ model }) => model.id);
}
