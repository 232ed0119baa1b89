/** A guide: its address, and what it is about. */
export interface Guide {
  readonly slug: GuideSlug;
  readonly title: string;
  readonly says: string;
}

export type GuideSlug = 'switch-from-openai' | 'switch-from-openrouter' | 'switch-from-litellm' | 'leaving' | 'routing-policies' | 'token-counts';

export const GUIDES: readonly Guide[] = [
  { slug: 'switch-from-openai', title: 'Switch from OpenAI', says: 'Two values in your code, and what else is different.' },
  { slug: 'switch-from-openrouter', title: 'Switch from OpenRouter', says: 'The same request works. Which routing fields are read, and which names differ.' },
  { slug: 'switch-from-litellm', title: 'Switch from LiteLLM', says: 'What your configuration becomes, and how the library itself talks to us.' },
  { slug: 'leaving', title: 'How to leave', says: 'What you take with you, and how to reach a provider with your own key in the meantime.' },
  {
    slug: 'routing-policies',
    title: 'Routing policies',
    says: 'Which requests go to which model, said once, tried on past requests, and changed without a deployment.',
  },
  { slug: 'token-counts', title: 'Token counts and estimates', says: 'Where counts come from, when they are estimated, and how far off an estimate can be.' },
];
