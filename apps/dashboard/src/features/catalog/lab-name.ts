const NAMES: Readonly<Record<string, string>> = {
  openai: 'OpenAI',
  anthropic: 'Anthropic',
  google: 'Google',
  'meta-llama': 'Meta',
  mistralai: 'Mistral',
  deepseek: 'DeepSeek',
  qwen: 'Qwen',
  'x-ai': 'xAI',
  cohere: 'Cohere',
};

/** How a lab or provider writes itself; an unknown one with a capital letter. */
export function labName(lab: string): string {
  return NAMES[lab] ?? lab.charAt(0).toUpperCase() + lab.slice(1);
}
