/** Who made a model, and what it is called whoever serves it. */
export interface Identity {
  readonly lab: string;
  /** Without the lab: `llama-3.1-8b-instruct`. */
  readonly id: string;
  /** The weights' precision where the provider's name of the model says it. */
  readonly quantization: string | null;
  /** Where the provider's name of the model binds it to a region. */
  readonly region: string | null;
}

/**
 * The canonical id behind a provider's own name of a model: `accounts/fireworks/models/kimi-k2p6`, `moonshotai/Kimi-K2.6` and
 * `@cf/moonshotai/kimi-k2.6` are all `moonshotai/kimi-k2.6`. Works by rules about how each provider writes names, so that a new model needs no entry.
 */
export function identify(provider: string, upstreamId: string): Identity {
  const region = provider === 'amazon-bedrock' ? (/^(us|eu|au|jp|apac|global)\./.exec(upstreamId)?.[1] ?? null) : null;
  let name = withoutProvidersForm(provider, upstreamId.toLowerCase());
  const vendor = name.includes('/') ? name.slice(0, name.indexOf('/')) : '';
  name = name.slice(name.lastIndexOf('/') + 1);
  const quantization = /-(fp8|fp4|int4|int8|bf16|awq)(-fast)?$/.exec(name)?.[1] ?? null;
  name = canonicalName(withoutVariant(provider, name));
  return { lab: labOf(name, vendor, provider), id: name, quantization, region };
}

function withoutProvidersForm(provider: string, id: string): string {
  switch (provider) {
    case 'amazon-bedrock': {
      const [vendor, ...rest] = id.replace(/^(us|eu|au|jp|apac|global)\./, '').split('.');
      const name = rest
        .join('.')
        .replace(/-v\d+(:\d+)?$/, '')
        .replace(/-\d+:\d+$/, '');
      return `${vendor ?? ''}/${vendor === 'deepseek' ? `deepseek-${name === 'v3' ? 'v3.1' : name}` : name}`;
    }
    case 'google-vertex':
      return id
        .replace(/@default$/, '')
        .replace('@', '-')
        .replace(/-maas$/, '');
    case 'fireworks-ai':
      return id.replace(/^accounts\/fireworks\/(models|routers)\//, '').replace(/(\d)p(\d)/, '$1.$2');
    case 'cloudflare-workers-ai':
      return id.replace(/^@cf\//, '');
    case 'databricks': {
      const name = id.replace(/^databricks-/, '');
      return name.startsWith('claude') ? name : name.replace(/^(gpt|gemini)-(\d)-(\d)/, '$1-$2.$3');
    }
    case 'cerebras':
      return id.replace(/^zai-/, '');
    default:
      return id;
  }
}

/** What says how a provider runs a model, not which model it is. */
function withoutVariant(provider: string, name: string): string {
  const plain = name
    .replace(/-(fp8|fp4|int4|int8|bf16|awq)(-fast)?$/, '')
    .replace(/-(tput|paddle)$/, '')
    .replace(/-instruct-(turbo|lite)$/, '-instruct');
  return ['nebius', 'fireworks-ai'].includes(provider) ? plain.replace(/-(fast|turbo)$/, '') : plain;
}

const RULES: readonly (readonly [RegExp, string])[] = [
  [/^meta-llama-/, 'llama-'],
  [/^llama-?(\d)[-_](\d)-(?=\d+b)/, 'llama-$1.$2-'],
  [/^llama(\d)-/, 'llama-$1-'],
  [/^llama-4-(maverick|scout).*$/, 'llama-4-$1'],
  [/^llama-3\.1-8b-instant$/, 'llama-3.1-8b-instruct'],
  [/^llama-3\.3-70b-versatile$/, 'llama-3.3-70b-instruct'],
  [/^qwen-?2[-.]5-/, 'qwen2.5-'],
  [/^qwen3-235b-a22b-2507$/, 'qwen3-235b-a22b-instruct-2507'],
  [/^qwen3-coder-(30b-a3b|480b-a35b)$/, 'qwen3-coder-$1-instruct'],
  [/^qwen3-next-80b-a3b$/, 'qwen3-next-80b-a3b-instruct'],
  [/^(qwen3-vl-(?:235b-a22b|30b-a3b))$/, '$1-instruct'],
  [/^deepseek-v3-1$/, 'deepseek-v3.1'],
  [/^kimi-k2-(?:instruct-)?(0905)(?:-preview)?$/, 'kimi-k2-$1'],
  [/^kimi-k2-(?:instruct|0711-preview)$/, 'kimi-k2'],
  [/^(?:nvidia-)?nemotron-(?=\d|nano|super)/, 'nemotron-'],
  [/^nemotron-(?:super-)?(?:3-super-)?(?:3-)?120b(?:-a12b)?$/, 'nemotron-3-super-120b-a12b'],
  [/^nemotron-nano-3-30b$/, 'nemotron-3-nano-30b-a3b'],
  [/^cohere-(?=command|embed)/, ''],
  [/^open-(?=mixtral|mistral)/, ''],
  [/^labs-/, ''],
  [/^grok-4-(\d+)-/, 'grok-4.$1-'],
  [/^grok-4\.(\d+)-0309-/, 'grok-4.$1-'],
  [/^gpt-(5(?:\.\d)?)-chat$/, 'gpt-$1-chat-latest'],
  [/^claude-(opus|sonnet)-4-20250514$/, 'claude-$1-4-0'],
  [/^claude-(opus|sonnet)-4$/, 'claude-$1-4-0'],
  [/^(claude-(?:opus|sonnet|haiku)-4-\d)-\d{8}$/, '$1'],
  [/^(claude-(?:opus|sonnet|haiku)-4-\d)-v\d$/, '$1'],
];

function canonicalName(name: string): string {
  let canonical = name;
  for (const [pattern, replacement] of RULES) canonical = canonical.replace(pattern, replacement);
  return canonical;
}

/** By the beginning of the name: the vendor that providers write is spelled in many ways. */
const LABS: readonly (readonly [RegExp, string])[] = [
  [/^(gpt|chatgpt|codex|o[1-9](-|$)|text-embedding-(3|ada)|omni-moderation|whisper|dall-e|tts)/, 'openai'],
  [/^claude/, 'anthropic'],
  [/^(gemini|gemma|paligemma|imagen|veo)/, 'google'],
  [/^llama-.*(nemo)/, 'nvidia'],
  [/^(nemotron|nv-|nvidia)/, 'nvidia'],
  [/^llama/, 'meta-llama'],
  [/^(mistral|mixtral|codestral|ministral|devstral|magistral|pixtral|voxtral)/, 'mistralai'],
  [/^(deepseek)/, 'deepseek'],
  [/^(qwen|qwq|qvq)/, 'qwen'],
  [/^kimi/, 'moonshotai'],
  [/^(glm|autoglm)/, 'z-ai'],
  [/^minimax/, 'minimax'],
  [/^grok/, 'x-ai'],
  [/^(command|c4ai|aya|embed-(v-|v3|english|multilingual)|rerank-)/, 'cohere'],
  [/^(nova|titan)/, 'amazon'],
  [/^(phi|wizardlm|mai-)/, 'microsoft'],
  [/^sonar/, 'perplexity'],
  [/^ernie/, 'baidu'],
  [/^hermes/, 'nousresearch'],
  [/^palmyra/, 'writer'],
  [/^solar/, 'upstage'],
  [/^(mimo)/, 'xiaomi'],
  [/^(step-)/, 'stepfun'],
  [/^(ling|ring)-/, 'inclusionai'],
  [/^(hunyuan|hy3)/, 'tencent'],
  [/^(seed-)/, 'bytedance'],
  [/^granite/, 'ibm-granite'],
  [/^bge/, 'baai'],
  [/^(l3|l31)-/, 'sao10k'],
  [/^intellect/, 'prime-intellect'],
  [/^rnj/, 'essentialai'],
  [/^lfm/, 'liquid'],
  [/^cogito/, 'deepcogito'],
];

function labOf(name: string, vendor: string, provider: string): string {
  const known = LABS.find(([pattern]) => pattern.test(name))?.[1];
  return known ?? (vendor === '' ? provider : vendor.replaceAll(/[^a-z0-9-]/g, '-'));
}
