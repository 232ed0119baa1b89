/** Whom a client is answered by: one model of each dialect that the gateway translates. */
export interface Dialect {
  readonly name: string;
  readonly provider: string;
  readonly model: string;
  /** Thinks when `reasoning_effort` asks for it. */
  readonly reasons?: true;
  /** What it has no words for, so that asking for it is answered with a 400 that names the parameter. */
  readonly lacks?: readonly Lack[];
}

/** `strict tools`: calls that are held to their schema. `forced calls`: a tool that has to be called. `schema beside tools`: an answer of a schema, and tools. */
export type Lack = 'strict tools' | 'forced calls' | 'schema beside tools';

export function lacks({ lacks: all = [] }: Dialect, lack: Lack): boolean {
  return all.includes(lack);
}

/** The first one is what the others are compared with: OpenAI's own dialect, in which nothing is translated for OpenAI's clients. */
export const DIALECTS: readonly [Dialect, ...Dialect[]] = [
  { name: 'OpenAI', provider: 'openai', model: 'gpt-5.1', reasons: true },
  { name: 'Anthropic', provider: 'anthropic', model: 'claude-sonnet-4-5', reasons: true },
  { name: 'Bedrock, Claude', provider: 'amazon-bedrock', model: 'claude-sonnet-4-5', reasons: true },
  { name: 'Bedrock, Nova', provider: 'amazon-bedrock', model: 'nova-2-lite', reasons: true, lacks: ['strict tools'] },
  { name: 'Azure, OpenAI', provider: 'azure', model: 'gpt-4.1' },
  { name: 'Azure, another lab', provider: 'azure', model: 'kimi-k2.5' },
  { name: 'Azure, Claude', provider: 'azure', model: 'claude-sonnet-4-5', reasons: true },
  { name: 'Cohere', provider: 'cohere', model: 'command-a-03-2025' },
  { name: 'Gemini 2.5', provider: 'google', model: 'gemini-2.5-flash', reasons: true },
  { name: 'Gemini 3', provider: 'google', model: 'gemini-3.5-flash', reasons: true },
  { name: 'Vertex, Gemini', provider: 'google-vertex', model: 'gemini-3.5-flash', reasons: true },
  { name: 'Vertex, Claude', provider: 'google-vertex', model: 'claude-sonnet-4-5', reasons: true },
  { name: 'Ollama', provider: 'ollama', model: 'ollama/qwen3:8b', lacks: ['strict tools', 'forced calls'] },
  { name: 'a preset (Together)', provider: 'togetherai', model: 'llama-3.3-70b-instruct' },
];
