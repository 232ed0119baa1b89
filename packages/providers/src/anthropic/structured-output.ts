import type { ChatRequest } from '../types.ts';

/** The tool that stands for `response_format`: the model is made to call it, and its arguments are the answer. */
export interface AnswerTool {
  readonly name: string;
  readonly schema: Readonly<Record<string, unknown>>;
}

const ANY_OBJECT = { type: 'object', additionalProperties: true } as const;

/** Null where the request wants plain text. */
export function answerTool(request: ChatRequest): AnswerTool | null {
  const format = request['response_format'] as { type?: unknown; json_schema?: { name?: unknown; schema?: unknown } } | null | undefined;
  if (format?.type === 'json_object') return { name: 'answer_as_json', schema: ANY_OBJECT };
  if (format?.type !== 'json_schema') return null;
  const { name, schema } = format.json_schema ?? {};
  const text = typeof name === 'string' ? name.replaceAll(/[^\w-]/g, '_').slice(0, 50) : 'json';
  return { name: `answer_as_${text}`, schema: typeof schema === 'object' && schema !== null ? (schema as AnswerTool['schema']) : ANY_OBJECT };
}
