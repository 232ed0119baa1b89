import type { ModelKind } from '@modelhub/catalog/types';
import type { CodeLanguage } from '@modelhub/ui/code-block';
import { SAMPLE_CALLS, type CallId } from './sample-calls.ts';

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
  /** What is called, where the model's kind does not say it. */
  readonly call?: CallId;
}

type SampleBody = Omit<Sample, 'code' | 'changedLine'> & { readonly lines: readonly string[] };

/** What frameworks have a client of their own for. */
const FRAMEWORKS: Readonly<Partial<Record<CallId, (input: SampleInput) => SampleBody[]>>> = {
  chat: frameworkBodies,
  responses: (input) => [langchainResponses(input)],
  messages: (input) => [langchainMessages(input)],
  embedding: embeddingBodies,
};

function bodies(input: SampleInput): SampleBody[] {
  const { kind = 'chat', call = kind } = input;
  const plain = call === 'messages' ? messagesBodies(input) : plainBodies(input, call);
  return [...plain, ...(FRAMEWORKS[call]?.(input) ?? [])];
}

function curlBody({ baseUrl, apiKey }: SampleInput, call: { readonly path: string; readonly curl: readonly string[] }): SampleBody {
  const authorization = `  -H "Authorization: Bearer ${apiKey}"`;
  return {
    id: 'curl',
    label: 'curl',
    language: 'bash',
    file: 'Terminal',
    install: null,
    lines: [`curl ${baseUrl}${call.path} \\`, ...(call.curl.length === 0 ? [authorization] : [`${authorization} \\`, ...call.curl])],
  };
}

function plainBodies(input: SampleInput, id: CallId): SampleBody[] {
  const { baseUrl, model, apiKey } = input;
  const call = SAMPLE_CALLS[id](model);
  const curl = curlBody(input, call);
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

/** Anthropic's SDKs put `/v1` behind the address themselves. */
function messagesBodies(input: SampleInput): SampleBody[] {
  const { baseUrl, model, apiKey } = input;
  const call = SAMPLE_CALLS.messages(model);
  const address = withoutVersion(baseUrl);
  return [
    curlBody(input, call),
    {
      id: 'python',
      label: 'Python',
      language: 'python',
      file: 'app.py',
      install: 'pip install anthropic',
      lines: [
        'from anthropic import Anthropic',
        '',
        'client = Anthropic(',
        `    base_url="${address}",`,
        `    api_key="${apiKey}",`,
        ')',
        ...(call.python ?? []),
      ],
    },
    {
      id: 'typescript',
      label: 'TypeScript',
      language: 'typescript',
      file: 'app.ts',
      install: 'npm install @anthropic-ai/sdk',
      lines: [
        "import Anthropic from '@anthropic-ai/sdk';",
        '',
        'const client = new Anthropic({',
        `  baseURL: '${address}',`,
        `  apiKey: '${apiKey}',`,
        '});',
        ...(call.typescript ?? []),
      ],
    },
  ];
}

function withoutVersion(baseUrl: string): string {
  return baseUrl.replace(/\/v1$/, '');
}

const LANGCHAIN = { id: 'langchain', label: 'LangChain', language: 'python', file: 'app.py' } as const;

function langchainResponses({ baseUrl, model, apiKey }: SampleInput): SampleBody {
  return {
    ...LANGCHAIN,
    install: 'pip install langchain-openai',
    lines: [
      'from langchain_openai import ChatOpenAI',
      '',
      'model = ChatOpenAI(',
      `    model="${model}",`,
      `    base_url="${baseUrl}",`,
      `    api_key="${apiKey}",`,
      '    use_responses_api=True,',
      ')',
      'print(model.invoke("Hello").text)',
    ],
  };
}

function langchainMessages({ baseUrl, model, apiKey }: SampleInput): SampleBody {
  return {
    ...LANGCHAIN,
    install: 'pip install langchain-anthropic',
    lines: [
      'from langchain_anthropic import ChatAnthropic',
      '',
      'model = ChatAnthropic(',
      `    model="${model}",`,
      `    base_url="${withoutVersion(baseUrl)}",`,
      `    api_key="${apiKey}",`,
      ')',
      'print(model.invoke("Hello").content)',
    ],
  };
}

function embeddingBodies({ baseUrl, model, apiKey }: SampleInput): SampleBody[] {
  return [
    {
      ...LANGCHAIN,
      install: 'pip install langchain-openai',
      lines: [
        'from langchain_openai import OpenAIEmbeddings',
        '',
        'embeddings = OpenAIEmbeddings(',
        `    model="${model}",`,
        `    base_url="${baseUrl}",`,
        `    api_key="${apiKey}",`,
        '    check_embedding_ctx_length=False,  # sends texts and not tokens',
        ')',
        'print(len(embeddings.embed_query("The food was delicious.")))',
      ],
    },
    {
      id: 'llamaindex',
      label: 'LlamaIndex',
      language: 'python',
      file: 'app.py',
      install: 'pip install llama-index-embeddings-openai-like',
      lines: [
        'from llama_index.embeddings.openai_like import OpenAILikeEmbedding',
        '',
        'embeddings = OpenAILikeEmbedding(',
        `    model_name="${model}",`,
        `    api_base="${baseUrl}",`,
        `    api_key="${apiKey}",`,
        ')',
        'print(len(embeddings.get_text_embedding("The food was delicious.")))',
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
    changedLine: lines.findIndex((line) => line.includes(withoutVersion(input.baseUrl))) + 1,
  }));
}
