import type { ModelKind } from '@modelhub/catalog/types';
import type { CodeLanguage } from '@modelhub/ui/code-block';
import { SAMPLE_CALLS } from './sample-calls.ts';

export interface Sample {
  readonly id: string;
  readonly label: string;
  readonly language: CodeLanguage;
  /** Where the code would stand. */
  readonly file: string;
  /** What has to be installed first; null where nothing has. */
  readonly install: string | null;
  readonly code: string;
  /** The one line that differs from calling the provider, counted from 1. */
  readonly changedLine: number;
}

export interface SampleInput {
  readonly baseUrl: string;
  readonly model: string;
  /** A key, or a placeholder such as `mh_live_...`. */
  readonly apiKey: string;
  /** What the model is for; a conversation by default. */
  readonly kind?: ModelKind;
}

type SampleBody = Omit<Sample, 'code' | 'changedLine'> & { readonly lines: readonly string[] };

function bodies(input: SampleInput): SampleBody[] {
  const { kind = 'chat' } = input;
  return kind === 'chat' ? [...plainBodies(input, kind), ...frameworkBodies(input)] : plainBodies(input, kind);
}

function plainBodies({ baseUrl, model, apiKey }: SampleInput, kind: ModelKind): SampleBody[] {
  const call = SAMPLE_CALLS[kind](model);
  const curl: SampleBody = {
    id: 'curl',
    label: 'curl',
    language: 'bash',
    file: 'Terminal',
    install: null,
    lines: [`curl ${baseUrl}${call.path} \\`, `  -H "Authorization: Bearer ${apiKey}" \\`, ...call.curl],
  };
  if (call.python === null || call.typescript === null) return [curl];
  const readsFile = call.typescript.some((line) => line.includes('createReadStream'));
  return [
    curl,
    {
      id: 'python',
      label: 'Python',
      language: 'python',
      file: 'app.py',
      install: 'pip install openai',
      lines: ['from openai import OpenAI', '', 'client = OpenAI(', `    base_url="${baseUrl}",`, `    api_key="${apiKey}",`, ')', ...call.python],
    },
    {
      id: 'typescript',
      label: 'TypeScript',
      language: 'typescript',
      file: 'app.ts',
      install: 'npm install openai',
      lines: [
        ...(readsFile ? ["import { createReadStream } from 'node:fs';"] : []),
        "import OpenAI from 'openai';",
        '',
        'const client = new OpenAI({',
        `  baseURL: '${baseUrl}',`,
        `  apiKey: '${apiKey}',`,
        '});',
        ...call.typescript,
      ],
    },
  ];
}

function frameworkBodies({ baseUrl, model, apiKey }: SampleInput): SampleBody[] {
  return [
    {
      id: 'langchain',
      label: 'LangChain',
      language: 'python',
      file: 'app.py',
      install: 'pip install langchain-openai',
      lines: [
        'from langchain_openai import ChatOpenAI',
        '',
        'model = ChatOpenAI(',
        `    model="${model}",`,
        `    base_url="${baseUrl}",`,
        `    api_key="${apiKey}",`,
        ')',
        'print(model.invoke("Hello").content)',
      ],
    },
    {
      id: 'llamaindex',
      label: 'LlamaIndex',
      language: 'python',
      file: 'app.py',
      install: 'pip install llama-index-llms-openai-like',
      lines: [
        'from llama_index.llms.openai_like import OpenAILike',
        '',
        'llm = OpenAILike(',
        `    model="${model}",`,
        `    api_base="${baseUrl}",`,
        `    api_key="${apiKey}",`,
        '    is_chat_model=True,',
        ')',
        'print(llm.complete("Hello").text)',
      ],
    },
  ];
}

/** The same request in every client, each with the one line that makes it ours: the one with the address. */
export function codeSamples(input: SampleInput): Sample[] {
  return bodies(input).map(({ lines, ...rest }) => ({
    ...rest,
    code: lines.join('\n'),
    changedLine: lines.findIndex((line) => line.includes(input.baseUrl)) + 1,
  }));
}
