import type { PolicyDocument, PolicyStep } from './policy-document.ts';
import { conditionWords, providerWords } from './policy-words.ts';

/** What is different, for somebody who has to decide whether it may go live. */
export interface PolicyChange {
  readonly kind: 'added' | 'removed' | 'changed';
  /** The step, or null for the policy as a whole. */
  readonly step: string | null;
  readonly what: string;
  readonly before: string | null;
  readonly after: string | null;
}

const NONE = 'none';

/** From one document to another, in the order of the newer one. Steps are told by their names. */
export function changesBetween(published: PolicyDocument | null, after: PolicyDocument): PolicyChange[] {
  const before = published ?? nothingOf(after);
  const changes: PolicyChange[] = [];
  const whole = (what: string, from: string, to: string): void => {
    if (from !== to) changes.push({ kind: 'changed', step: null, what, before: from, after: to });
  };
  whole('Description', before.description ?? NONE, after.description ?? NONE);
  whole('For every step', listed(providerWords(before.always)), listed(providerWords(after.always)));
  const old = new Map(before.steps.map((step) => [step.name, step]));
  const names = new Set(after.steps.map(({ name }) => name));
  const kept = before.steps.map(({ name }) => name).filter((name) => names.has(name));
  const keptNow = after.steps.map(({ name }) => name).filter((name) => old.has(name));
  whole('Order of steps', kept.join(', '), keptNow.join(', '));
  for (const step of after.steps) {
    const was = old.get(step.name);
    if (was === undefined) changes.push({ kind: 'added', step: step.name, what: 'step', before: null, after: stepInWords(step) });
    else changes.push(...stepChanges(was, step));
  }
  for (const step of before.steps) {
    if (!names.has(step.name)) changes.push({ kind: 'removed', step: step.name, what: 'step', before: stepInWords(step), after: null });
  }
  return changes;
}

/** What a first version is compared with. What it says of itself is no change for a request. */
function nothingOf({ description }: PolicyDocument): PolicyDocument {
  return { ...(description === undefined ? {} : { description }), steps: [] };
}

function stepChanges(before: PolicyStep, after: PolicyStep): PolicyChange[] {
  const fields: readonly (readonly [string, (step: PolicyStep) => string])[] = [
    ['When', (step) => listed(conditionWords(step.when), 'always')],
    ['Models', (step) => step.models.join(', ')],
    ['Preference and constraints', (step) => listed(providerWords(step.provider))],
    ['When the context is too long', (step) => listed(step.on_context_too_long ?? [])],
    ['When content is filtered', (step) => listed(step.on_content_filtered ?? [])],
  ];
  return fields.flatMap(([what, wordsOf]) => {
    const [from, to] = [wordsOf(before), wordsOf(after)];
    return from === to ? [] : [{ kind: 'changed', step: after.name, what, before: from, after: to } as const];
  });
}

function listed(words: readonly string[], otherwise = NONE): string {
  return words.length === 0 ? otherwise : words.join(', ');
}

function stepInWords(step: PolicyStep): string {
  return [listed(conditionWords(step.when), 'always'), step.models.join(', '), ...providerWords(step.provider)].join(' · ');
}
