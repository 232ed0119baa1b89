import { answerForm as answerByTool } from '../anthropic/structured-output.ts';
import type { ChatRequest } from '../types.ts';
import { traitsOf } from './model-traits.ts';

type Schema = Readonly<Record<string, unknown>>;

/**
 * How `response_format` is honoured. `native`: Gemini's own structured output. `tool`: before Gemini 3 that cannot stand beside tools ("Function calling
 * with a response mime type: 'application/json' is unsupported"), and the model is made to call one whose arguments are the answer.
 */
export type AnswerForm =
  | { readonly kind: 'text' }
  /** Any JSON where the schema is null. */
  | { readonly kind: 'native'; readonly schema: Schema | null; readonly isStrict: boolean }
  | { readonly kind: 'tool'; readonly name: string; readonly schema: Schema; readonly isStrict: boolean };

/** The same request to the same model always has the same form, so that the answer can be read by it. */
export function answerForm(request: ChatRequest, upstreamModel: string): AnswerForm {
  const byTool = answerByTool(request);
  if (byTool.kind !== 'tool') return { kind: 'text' };
  const format = request['response_format'] as { readonly json_schema?: { readonly schema?: unknown; readonly strict?: unknown } | null };
  const { schema, strict } = format.json_schema ?? {};
  const isStrict = strict === true;
  const hasTools = Array.isArray(request['tools']) && request['tools'].length > 0;
  if (hasTools && !traitsOf(upstreamModel).isThird) return { ...byTool, isStrict };
  return { kind: 'native', schema: typeof schema === 'object' && schema !== null ? (schema as Schema) : null, isStrict };
}
