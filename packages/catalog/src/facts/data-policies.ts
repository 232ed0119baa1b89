import type { DataPolicy } from '../types.ts';

interface StatedPolicy extends DataPolicy {
  /** The provider's own page; where it could not be read again, what was known of it and when. */
  readonly source: string;
}

/**
 * What providers say they do with prompts and answers sent by an ordinary paid key, without an agreement of its own. Training: whether they may be used to
 * improve models. Retention: for how many days they are kept at most, 0 for not beyond the answer. Null where the provider does not say, or where it
 * depends on the customer's contract. Exceptions of one model stand at its endpoint. As of November 2026.
 */
export const DATA_POLICIES: Readonly<Record<string, StatedPolicy>> = {
  openai: { training: false, retentionDays: 30, source: 'developers.openai.com/api/docs/guides/your-data' },
  anthropic: { training: false, retentionDays: 30, source: 'privacy.claude.com, "How long do you store my organization’s data?"; from memory, November 2026' },
  // For paid services; the free tier is used for training.
  google: { training: false, retentionDays: 55, source: 'ai.google.dev/gemini-api/docs/abuse-monitoring and /zdr' },
  // How long, and whether at all, follows from the contract and from what the safety classifiers find.
  'google-vertex': { training: false, retentionDays: null, source: 'docs.cloud.google.com, "Vertex AI and zero data retention"' },
  // The account's retention mode decides, and some models ask for one.
  'amazon-bedrock': { training: false, retentionDays: null, source: 'docs.aws.amazon.com/bedrock/latest/userguide/data-retention.html' },
  // Only what abuse monitoring flags, for a time that is no longer stated.
  azure: { training: false, retentionDays: null, source: 'learn.microsoft.com, "Data, privacy, and security for Azure OpenAI"' },
  groq: { training: false, retentionDays: 0, source: 'console.groq.com/docs/your-data' },
  // Of open models; `store: true` on its responses surface keeps 30 days, which we never ask for.
  'fireworks-ai': { training: false, retentionDays: 0, source: 'docs.fireworks.ai/guides/security_compliance/data_handling' },
  deepinfra: { training: false, retentionDays: 0, source: 'docs.deepinfra.com/account/data-privacy' },
  perplexity: { training: false, retentionDays: 0, source: 'docs.perplexity.ai, "Privacy & Security"' },
  xai: { training: false, retentionDays: 30, source: 'docs.x.ai/docs/faq/security' },
  mistral: { training: false, retentionDays: 30, source: 'docs.mistral.ai, "Zero data retention"; the 30 days from memory, November 2026' },
  cohere: { training: null, retentionDays: 30, source: 'docs.cohere.com, "Enterprise data commitments"; from memory, November 2026' },
  cerebras: { training: false, retentionDays: 0, source: 'cerebras.ai/privacy-policy; from memory, November 2026' },
  // Its terms allow the use of prompts for improving models.
  deepseek: { training: true, retentionDays: null, source: 'cdn.deepseek.com/policies, "Privacy Policy"; from memory, November 2026' },
};

const NOT_STATED: DataPolicy = { training: null, retentionDays: null };

/** The policy of a provider; both null for one that says nothing. */
export function dataPolicyOf(provider: string): DataPolicy {
  const { training, retentionDays } = DATA_POLICIES[provider] ?? NOT_STATED;
  return { training, retentionDays };
}
