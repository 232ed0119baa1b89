import type OpenAI from 'openai';
import type { CampaignModel } from '../list-prices.ts';
import { LIST_PRICES } from '../list-prices.ts';
import { Seeded } from '../seeded.ts';
import { CODE, CODE_TASKS, FOLLOW_UPS, LANGUAGES, PARAGRAPHS, QUESTIONS, SYSTEM_PROMPTS, TOPICS } from './material.ts';
import { picture } from './picture.ts';
import { ANSWER_SCHEMA, TOOLS } from './tools.ts';

export const KINDS = ['chat', 'code', 'long context', 'tools', 'image', 'language', 'structured', 'reasoning'] as const;
type Kind = (typeof KINDS)[number];

/** What is the same in every request of a conversation. */
type Settings = Omit<OpenAI.ChatCompletionCreateParams, 'messages' | 'model' | 'stream' | 'stream_options' | 'user'>;

export interface UserTurn {
  readonly content: string | OpenAI.ChatCompletionContentPart[];
  readonly isStream: boolean;
  /** Asks for the usage chunk; only with a stream. */
  readonly includeUsage: boolean;
}

export interface Conversation {
  readonly id: string;
  readonly kind: Kind;
  readonly model: CampaignModel;
  /** Which of the campaign's tenants holds it. */
  readonly tenant: number;
  readonly system: string | null;
  readonly settings: Settings;
  readonly turns: readonly UserTurn[];
  /** The client leaves the last turn in the middle of its stream, after that many chunks. */
  readonly leaveAfterChunks: number | null;
  /** Fails the provider's answer to the first turn once. */
  readonly chaos: 'server-error' | 'rate-limit' | 'reset' | 'cut-stream' | 'reset-mid-stream' | 'error-mid-stream' | 'no-usage' | null;
  /** For whatever is decided while it runs. */
  readonly seed: number;
}

const MODELS = Object.keys(LIST_PRICES) as CampaignModel[];
const REASONING_MODELS = ['gpt-5', 'o4-mini', 'claude-sonnet-4-5', 'claude-opus-4-5'] as const satisfies CampaignModel[];
const LONG_CONTEXT_BYTES = 100_000;

export interface Mix {
  readonly conversations: number;
  readonly tenants: number;
  readonly cancel: number;
  readonly chaos: number;
  readonly seed: number;
}

/** So many different conversations, the same for the same seed; every kind, model and tenant has its part. */
export function generateConversations(mix: Mix): Conversation[] {
  const random = new Seeded(mix.seed);
  const order = random.shuffled(Array.from({ length: mix.conversations }, (_, index) => index));
  const leaving = new Set(order.slice(0, Math.round(mix.conversations * mix.cancel)));
  const failing = new Set(order.slice(leaving.size, leaving.size + Math.round(mix.conversations * mix.chaos)));
  const openings = new Set<string>();
  return Array.from({ length: mix.conversations }, (_, index) => {
    for (;;) {
      const next = conversation(index, { mix, random, isLeaving: leaving.has(index), isFailing: failing.has(index) });
      const opening = JSON.stringify([next.system, next.turns[0]?.content]);
      if (openings.has(opening)) continue;
      openings.add(opening);
      return next;
    }
  });
}

function conversation(index: number, options: { mix: Mix; random: Seeded; isLeaving: boolean; isFailing: boolean }): Conversation {
  const { mix, random } = options;
  const kind = KINDS[index % KINDS.length] as Kind;
  const model = kind === 'reasoning' ? random.pick(REASONING_MODELS) : random.pick(MODELS);
  const texts = userTexts(kind, random);
  const turns = texts.map((content, turn): UserTurn => {
    const isStream = random.chance(0.6) || (options.isLeaving && turn === texts.length - 1);
    return { content: marked(content, { kind, model, turn, random }), isStream, includeUsage: isStream && random.chance(0.5) };
  });
  return {
    id: `c${index}`,
    kind,
    model,
    tenant: random.between(0, mix.tenants - 1),
    system: random.chance(0.6) ? random.pick(SYSTEM_PROMPTS) : null,
    settings: settings(kind, model, random),
    turns,
    leaveAfterChunks: options.isLeaving ? random.between(1, 8) : null,
    chaos: options.isFailing ? chaos(turns[0]?.isStream === true, random) : null,
    seed: random.between(0, 2 ** 31),
  };
}

function userTexts(kind: Kind, random: Seeded): (string | OpenAI.ChatCompletionContentPart[])[] {
  const figure = random.between(2, 40);
  const question = (): string => random.pick(QUESTIONS)(random.pick(TOPICS), figure);
  const followUps = Array.from({ length: random.between(0, 3) }, () => random.pick(FOLLOW_UPS));
  switch (kind) {
    case 'code': {
      const [language, code] = random.pick(CODE);
      return [`${random.pick(CODE_TASKS)} (${language}, ticket ${random.between(100, 999)})\n\n\`\`\`\n${code}\n\`\`\``, ...followUps];
    }
    case 'long context':
      return [`${longText(random)}\n\n${question()}`, ...followUps.slice(0, 1)];
    case 'tools':
      return [`Order ${random.between(1_000, 9_999)}: is it on time, what will the weather be, and what is ${figure} EUR in CHF?`, ...followUps.slice(0, 2)];
    case 'image':
      return [
        [
          { type: 'text', text: `What is in picture ${figure}? ${question()}` },
          ...Array.from({ length: random.between(1, 3) }, (): OpenAI.ChatCompletionContentPart => ({
            type: 'image_url',
            image_url: { url: picture(random), detail: random.pick(['auto', 'low', 'high']) },
          })),
        ],
        ...followUps.slice(0, 1),
      ];
    case 'language': {
      const [, texts] = random.pick(LANGUAGES);
      return texts.slice(0, random.between(1, texts.length)).map((text, turn) => (turn === 0 ? `${text} (${figure})` : text));
    }
    case 'structured':
      return [`Make a ticket of this: ${question()} Reference ${random.between(10_000, 99_999)}.`];
    case 'chat':
    case 'reasoning':
      return [`${question()} (${random.between(1, 9_999)})`, ...followUps];
  }
}

function longText(random: Seeded): string {
  const parts: string[] = [];
  for (let bytes = 0; bytes < LONG_CONTEXT_BYTES;) {
    const part = `§ ${random.between(1, 99_999)} ${random.pick(PARAGRAPHS)}`;
    parts.push(part);
    bytes += Buffer.byteLength(part) + 1;
  }
  return parts.join('\n');
}

/** Anthropic caches what is marked; the mark is an extension that the gateway passes on. OpenAI caches by itself. */
function marked(
  content: string | OpenAI.ChatCompletionContentPart[],
  where: { readonly kind: Kind; readonly model: CampaignModel; readonly turn: number; readonly random: Seeded },
): string | OpenAI.ChatCompletionContentPart[] {
  const isMarked = where.turn === 0 && where.model.startsWith('claude') && (where.kind === 'long context' || where.random.chance(0.25));
  if (!isMarked || typeof content !== 'string') return content;
  const cacheControl = where.random.chance(0.5) ? { type: 'ephemeral', ttl: '1h' } : { type: 'ephemeral' };
  return [{ type: 'text', text: content, cache_control: cacheControl } as OpenAI.ChatCompletionContentPartText];
}

function settings(kind: Kind, model: CampaignModel, random: Seeded): Settings {
  const isReasoning = kind === 'reasoning';
  return {
    ...(kind === 'tools' ? { tools: [...TOOLS], ...(random.chance(0.3) ? { parallel_tool_calls: false } : {}) } : {}),
    ...(kind === 'structured' ? { response_format: ANSWER_SCHEMA } : {}),
    ...(isReasoning ? { reasoning_effort: random.pick(['low', 'medium', 'high'] as const) } : {}),
    ...(random.chance(0.2) ? { max_completion_tokens: random.between(isReasoning ? 4_000 : 40, 8_000) } : {}),
    ...(!isReasoning && !/^(gpt-5|o4)/.test(model) && random.chance(0.3) ? { temperature: random.between(0, 10) / 10 } : {}),
  };
}

function chaos(isStream: boolean, random: Seeded): Conversation['chaos'] {
  const kinds = ['server-error', 'rate-limit', 'reset', 'no-usage', 'reset-mid-stream'] as const;
  return isStream ? random.pick([...kinds, 'cut-stream', 'error-mid-stream'] as const) : random.pick(kinds);
}
