import type { CodeLanguage } from '@modelhub/ui/code-block';

export interface Sample {
  readonly id: 'curl' | 'python' | 'typescript';
  readonly label: string;
  readonly language: CodeLanguage;
  readonly code: string;
  /** The line that points an existing OpenAI client here, counted from 1. */
  readonly highlightLine: number;
}

export interface SampleInput {
  readonly gatewayUrl: string;
  readonly apiKey: string;
  readonly model: string;
}

/** The same first request in three languages, ready to paste. */
export function gatewaySamples({ gatewayUrl, apiKey, model }: SampleInput): Sample[] {
  const baseUrl = `${gatewayUrl.replace(/\/+$/, '')}/v1`;
  return [
    {
      id: 'curl',
      label: 'curl',
      language: 'bash',
      highlightLine: 1,
      code: `curl ${baseUrl}/chat/completions \\
  -H "Authorization: Bearer ${apiKey}" \\
  -H "Content-Type: application/json" \\
  -d '{"model": "${model}", "messages": [{"role": "user", "content": "Say hello"}]}'`,
    },
    {
      id: 'python',
      label: 'Python',
      language: 'python',
      highlightLine: 4,
      code: `from openai import OpenAI

client = OpenAI(
    base_url="${baseUrl}",
    api_key="${apiKey}",
)
answer = client.chat.completions.create(
    model="${model}",
    messages=[{"role": "user", "content": "Say hello"}],
)
print(answer.choices[0].message.content)`,
    },
    {
      id: 'typescript',
      label: 'TypeScript',
      language: 'typescript',
      highlightLine: 4,
      code: `import OpenAI from 'openai';

const client = new OpenAI({
  baseURL: '${baseUrl}',
  apiKey: '${apiKey}',
});
const answer = await client.chat.completions.create({
  model: '${model}',
  messages: [{ role: 'user', content: 'Say hello' }],
});
console.log(answer.choices[0].message.content);`,
    },
  ];
}
