/** Public benchmarks: the figure of each is the share of its tasks that a model solves, in percent. */
const BENCHMARKS = {
  /** 198 questions of biology, physics and chemistry at the level of a doctorate (arXiv:2311.12022). */
  'gpqa-diamond': 'GPQA Diamond',
  /** 225 programming exercises in six languages, solved by editing files, at most two tries each. */
  'aider-polyglot': 'Aider polyglot',
  /** 500 issues of real repositories, checked by people (openai.com/index/introducing-swe-bench-verified). */
  'swe-bench-verified': 'SWE-bench Verified',
} as const satisfies Record<string, string>;
export type Benchmark = keyof typeof BENCHMARKS;

/** Figures that one source reports for one benchmark. */
interface Report {
  readonly benchmark: Benchmark;
  readonly source: string;
  /** Of the version of the source that was read. */
  readonly date: string;
  /** Who measured, and with which settings. */
  readonly note: string;
  /** Percent by canonical model id. */
  readonly figures: Readonly<Record<string, number>>;
}

/**
 * Every figure was read in its source. Where a source has several settings of a model it is the one that a request gets without asking for another, and where
 * several sources have a figure of one benchmark for a model, the first of them here counts: those who measure many models in one way come before those who
 * report their own.
 */
export const REPORTS: readonly Report[] = [
  {
    benchmark: 'aider-polyglot',
    source: 'https://github.com/Aider-AI/aider/blob/main/aider/website/_data/polyglot_leaderboard.yml',
    date: '2026-05-22',
    note: 'Measured by Aider, pass_rate_2. Effort high where the list has no other: gpt-oss-120b, o1, o3-pro, o4-mini.',
    figures: {
      'anthropic/claude-3-5-haiku-20241022': 28,
      'anthropic/claude-3-5-sonnet-20241022': 51.6,
      'anthropic/claude-3-7-sonnet-20250219': 60.4,
      'anthropic/claude-opus-4-0': 70.7,
      'anthropic/claude-sonnet-4-0': 56.4,
      'cohere/command-a-03-2025': 12,
      'deepseek/deepseek-r1': 56.9,
      'deepseek/deepseek-r1-0528': 71.4,
      'deepseek/deepseek-v3': 48.4,
      'deepseek/deepseek-v3-0324': 55.1,
      'deepseek/deepseek-v3.2-exp': 70.2,
      'google/gemini-2.5-flash': 55.1,
      'google/gemini-2.5-pro': 79.1,
      'google/gemma-3-27b-it': 4.9,
      'meta-llama/llama-4-maverick': 15.6,
      'mistralai/codestral-2501': 11.1,
      'moonshotai/kimi-k2': 59.1,
      'openai/gpt-4.1': 52.4,
      'openai/gpt-4.1-mini': 32.4,
      'openai/gpt-4.1-nano': 8.9,
      'openai/gpt-4o': 23.1,
      'openai/gpt-4o-2024-08-06': 23.1,
      'openai/gpt-4o-2024-11-20': 18.2,
      'openai/gpt-4o-mini': 3.6,
      'openai/gpt-5': 86.7,
      'openai/gpt-oss-120b': 41.8,
      'openai/o1': 61.7,
      'openai/o1-mini': 32.9,
      'openai/o3': 76.9,
      'openai/o3-mini': 53.8,
      'openai/o3-pro': 84.9,
      'openai/o4-mini': 72,
      'qwen/qwen2.5-coder-32b-instruct': 16.4,
      'qwen/qwen3-235b-a22b': 59.6,
      'qwen/qwen3-32b': 40,
      'qwen/qwq-32b': 20.9,
    },
  },
  {
    benchmark: 'gpqa-diamond',
    source: 'https://github.com/openai/simple-evals/blob/main/README.md',
    date: '2025-07-09',
    note: 'Measured by OpenAI; those of other labs as these report them.',
    figures: {
      'anthropic/claude-3-5-sonnet-20240620': 59.4,
      'anthropic/claude-3-opus-20240229': 50.4,
      'meta-llama/llama-3.1-405b-instruct': 50.7,
      'meta-llama/llama-3.1-70b-instruct': 41.7,
      'meta-llama/llama-3.1-8b-instruct': 30.4,
      'openai/gpt-4-turbo': 49.3,
      'openai/gpt-4.1': 66.3,
      'openai/gpt-4.1-mini': 65,
      'openai/gpt-4.1-nano': 50.3,
      'openai/gpt-4o': 53.1,
      'openai/gpt-4o-2024-05-13': 49.9,
      'openai/gpt-4o-2024-08-06': 53.1,
      'openai/gpt-4o-2024-11-20': 46,
      'openai/gpt-4o-mini': 40.2,
      'openai/o1': 75.7,
      'openai/o1-mini': 60,
      'openai/o3': 82.8,
      'openai/o3-mini': 74.9,
      'openai/o4-mini': 77.6,
    },
  },
  {
    benchmark: 'gpqa-diamond',
    source: 'https://llmrun.dev/benchmark/gpqa-diamond',
    date: '2026-05',
    note: 'Measured by Epoch AI, open models.',
    figures: {
      'deepseek/deepseek-r1': 69.2,
      'deepseek/deepseek-r1-0528': 76.3,
      'deepseek/deepseek-r1-distill-llama-70b': 55.7,
      'deepseek/deepseek-v3-0324': 67.6,
      'google/gemma-3-27b-it': 48.9,
      'meta-llama/llama-3-70b-instruct': 40.6,
      'meta-llama/llama-3-8b-instruct': 26.1,
      'meta-llama/llama-3.3-70b-instruct': 47.4,
      'meta-llama/llama-4-scout': 51.8,
      'microsoft/phi-4': 56.1,
      'mistralai/mixtral-8x7b': 30.6,
      'qwen/qwen2.5-72b-instruct': 49.1,
      'qwen/qwen3-235b-a22b': 70.7,
      'qwen/qwen3-235b-a22b-thinking-2507': 80,
      'z-ai/glm-4.7': 83.3,
      'z-ai/glm-5': 87.8,
      'z-ai/glm-5.1': 85.5,
    },
  },
  {
    benchmark: 'gpqa-diamond',
    source: 'https://github.com/MiniMax-AI/MiniMax-M2/blob/main/README.md',
    date: '2025-11-13',
    note: 'By the method of Artificial Analysis; other models as listed there.',
    figures: {
      'anthropic/claude-sonnet-4-0': 78,
      'anthropic/claude-sonnet-4-5': 83,
      'deepseek/deepseek-v3.2-exp': 80,
      'google/gemini-2.5-pro': 84,
      'minimax/minimax-m2': 78,
      'moonshotai/kimi-k2-0905': 77,
      'openai/gpt-5': 85,
      'z-ai/glm-4.6': 78,
    },
  },
  {
    benchmark: 'gpqa-diamond',
    source: 'https://github.com/MoonshotAI/Kimi-K2/blob/main/README.md',
    date: '2025-07-31',
    note: 'Measured by Moonshot AI or as the labs report, without thinking.',
    figures: { 'anthropic/claude-opus-4-0': 74.9, 'google/gemini-2.5-flash': 68.2, 'moonshotai/kimi-k2': 75.1 },
  },
  {
    benchmark: 'gpqa-diamond',
    source: 'https://github.com/MoonshotAI/Kimi-K2.5/blob/main/README.md',
    date: '2026-02',
    note: 'Measured by Moonshot AI or as the labs report, with thinking.',
    figures: {
      'anthropic/claude-opus-4-5': 87,
      'deepseek/deepseek-v3.2': 82.4,
      'google/gemini-3-pro': 91.9,
      'google/gemini-3-pro-preview': 91.9,
      'moonshotai/kimi-k2.5': 87.6,
      'openai/gpt-5.2': 92.4,
    },
  },
  {
    benchmark: 'gpqa-diamond',
    source: 'https://theaidaily.nl/en/benchmarks/gpqa-diamond/',
    date: '2026-04',
    note: 'A list of what the labs report.',
    figures: {
      'anthropic/claude-opus-4-6': 91.3,
      'anthropic/claude-opus-4-7': 94.2,
      'google/gemini-3.1-pro': 94.3,
      'google/gemini-3.1-pro-preview': 94.3,
      'openai/gpt-5.2-pro': 93.2,
      'openai/gpt-5.4': 92.8,
    },
  },
  {
    benchmark: 'gpqa-diamond',
    source: 'https://castform.com/compare/qwen3-5-397b-vs-claude-opus-4-6',
    date: '2026',
    note: 'As the lab reports.',
    figures: { 'qwen/qwen3.5-397b-a17b': 88.4 },
  },
  {
    benchmark: 'swe-bench-verified',
    source: 'https://github.com/MoonshotAI/Kimi-K2.5/blob/main/README.md',
    date: '2026-02',
    note: 'Measured by Moonshot AI or as the labs report, each with its own scaffold.',
    figures: {
      'anthropic/claude-opus-4-5': 80.9,
      'deepseek/deepseek-v3.2': 73.1,
      'google/gemini-3-pro': 76.2,
      'google/gemini-3-pro-preview': 76.2,
      'moonshotai/kimi-k2.5': 76.8,
      'openai/gpt-5.2': 80,
    },
  },
  {
    benchmark: 'swe-bench-verified',
    source: 'https://github.com/MiniMax-AI/MiniMax-M2/blob/main/README.md',
    date: '2025-11-13',
    note: 'Measured by MiniMax or as the labs report, each with its own scaffold.',
    figures: {
      'anthropic/claude-sonnet-4-0': 72.7,
      'anthropic/claude-sonnet-4-5': 77.2,
      'deepseek/deepseek-v3.2-exp': 67.8,
      'google/gemini-2.5-pro': 63.8,
      'minimax/minimax-m2': 69.4,
      'moonshotai/kimi-k2-0905': 69.2,
      'openai/gpt-5': 74.9,
      'z-ai/glm-4.6': 68,
    },
  },
  {
    benchmark: 'swe-bench-verified',
    source: 'https://github.com/MoonshotAI/Kimi-K2/blob/main/README.md',
    date: '2025-07-31',
    note: 'Agentic, a single attempt; measured by Moonshot AI or as the labs report.',
    figures: {
      'anthropic/claude-opus-4-0': 72.5,
      'deepseek/deepseek-v3-0324': 38.8,
      'moonshotai/kimi-k2': 65.8,
      'openai/gpt-4.1': 54.6,
      'qwen/qwen3-235b-a22b': 34.4,
    },
  },
  {
    benchmark: 'swe-bench-verified',
    source: 'https://castform.com/compare/qwen3-5-397b-vs-claude-opus-4-6',
    date: '2026',
    note: 'As the labs report.',
    figures: { 'anthropic/claude-opus-4-6': 80.8, 'qwen/qwen3.5-397b-a17b': 76.4 },
  },
];
