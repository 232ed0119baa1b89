import type { PolicyDocument } from './policy-document.ts';

export interface PolicyTemplate {
  readonly id: string;
  readonly title: string;
  /** What it does, for whom. */
  readonly why: string;
  readonly suggestedName: string;
  readonly document: PolicyDocument;
}

/** Places to start from. Each is a whole policy that works as it is, made of models of the catalog. */
export const POLICY_TEMPLATES: readonly PolicyTemplate[] = [
  {
    id: 'small-and-strong',
    title: 'Small model for short questions, strong one for long technical ones, EU only',
    why: 'Most questions of a support desk need no big model. Those that do get one, and no prompt leaves the EU.',
    suggestedName: 'support',
    document: {
      description: 'Short questions to a small model, long technical ones to a strong one, in the EU only',
      always: { regions: ['eu'] },
      steps: [
        { name: 'FAQ', when: { prompt_tokens: { max: 500 }, has_tools: false }, models: ['anthropic/claude-haiku-4-5'] },
        { name: 'Long or technical', models: ['anthropic/claude-sonnet-4-6', 'anthropic/claude-opus-4-6'] },
      ],
    },
  },
  {
    id: 'cheapest-no-training',
    title: 'Cheapest that may not train on data',
    why: 'The cheapest provider of an open model, of those that say they do not learn from what they are sent.',
    suggestedName: 'cheapest',
    document: {
      description: 'The cheapest provider that does not train on data',
      always: { data_collection: 'deny' },
      steps: [{ name: 'Everything', models: ['openai/gpt-oss-120b', 'meta-llama/llama-3.3-70b-instruct'], provider: { sort: 'price' } }],
    },
  },
  {
    id: 'fastest',
    title: 'Fastest',
    why: 'For people who wait: whoever writes the most tokens a second at the moment, as measured here.',
    suggestedName: 'fastest',
    document: {
      description: 'Whoever answers fastest at the moment',
      steps: [{ name: 'Everything', models: ['openai/gpt-oss-120b', 'meta-llama/llama-3.3-70b-instruct'], provider: { sort: 'throughput' } }],
    },
  },
  {
    id: 'zero-retention',
    title: 'Sensitive data: zero retention',
    why: 'Only providers that keep neither prompts nor answers, and do not train on them.',
    suggestedName: 'sensitive',
    document: {
      description: 'Nothing is kept, and nothing is learnt from',
      always: { zdr: true, data_collection: 'deny' },
      steps: [{ name: 'Everything', models: ['openai/gpt-oss-120b', 'meta-llama/llama-3.3-70b-instruct'] }],
    },
  },
];

/** One step for everything, with a model that everybody knows. */
export const BLANK_POLICY: PolicyDocument = { steps: [{ name: 'Everything', models: ['openai/gpt-4o-mini'] }] };
