import { idOf } from '../dialects/dialect.ts';
import { objects, stringOr, type Json } from '../json.ts';
import { jsonReply } from '../reply.ts';
import type { SeededRandom } from '../seeded-random.ts';
import type { Operation } from './operation.ts';

/** What stands for each category: a word that gives it away. */
const CATEGORIES: Readonly<Record<string, RegExp>> = {
  harassment: /\bidiot/i,
  'harassment/threatening': /\bcome after you\b/i,
  hate: /\bhate (them|all)\b/i,
  'hate/threatening': /\bwipe (them|all) out\b/i,
  illicit: /\bpick a lock\b/i,
  'illicit/violent': /\bbuild a bomb\b/i,
  'self-harm': /\bhurt myself\b/i,
  'self-harm/intent': /\bhurt myself\b/i,
  'self-harm/instructions': /\bhow to hurt myself\b/i,
  sexual: /\bporn/i,
  'sexual/minors': /(?!)/,
  violence: /\bkill/i,
  'violence/graphic': /\bblood everywhere\b/i,
};

/** API reference, "Create moderation". */
export const moderations: Operation = {
  texts: ({ input }) => moderated(input).map(({ text }) => text),
  answer({ body, model, requestId, random }) {
    const results = moderated(body['input']).map(({ text, types }) => verdict(text, types, random));
    return jsonReply({ id: idOf('modr-', requestId), model: model === '' ? 'omni-moderation-latest' : model, results });
  },
};

/** A text, texts, or parts that are one input. */
function moderated(input: unknown): { text: string; types: string[] }[] {
  if (typeof input === 'string') return [{ text: input, types: ['text'] }];
  const items: unknown[] = Array.isArray(input) ? input : [];
  if (items.every((item) => typeof item === 'string')) return items.map((text) => ({ text, types: ['text'] }));
  const parts = objects(items);
  const types = parts.map(({ type }) => (type === 'image_url' ? 'image' : 'text'));
  return [{ text: parts.map(({ text }) => stringOr(text, '')).join('\n'), types: [...new Set(types)] }];
}

function verdict(text: string, types: readonly string[], random: SeededRandom): Json {
  const found = Object.entries(CATEGORIES).map(([name, word]) => [name, word.test(text)] as const);
  const score = (isFlagged: boolean): number => (isFlagged ? 0.9 : 0) + Math.round(random.next() * 90_000) / 1e6;
  return {
    flagged: found.some(([, isFlagged]) => isFlagged),
    categories: Object.fromEntries(found),
    category_scores: Object.fromEntries(found.map(([name, isFlagged]) => [name, score(isFlagged)])),
    category_applied_input_types: Object.fromEntries(found.map(([name]) => [name, types])),
  };
}
