import { answerForm } from '../anthropic/structured-output.ts';
import { fieldsOf } from '../dialect/fields.ts';
import { offeredTools } from '../dialect/tools.ts';
import type { ChatRequest } from '../types.ts';

/** A tool that stands for a structured answer. */
export interface AnswerTool {
  readonly name: string;
  readonly schema: unknown;
  readonly strict: boolean;
}

/**
 * Cohere takes no `response_format` beside tools: where a model may call some, the answer is one more of them, and it has to call one. Null where the
 * answer's form is asked for natively, or is of no matter because a certain tool has to be called. The same request always has the same form, so that
 * its answer can be read by it.
 */
export function answerTool(request: ChatRequest): AnswerTool | null {
  const form = answerForm(request);
  if (form.kind !== 'tool') return null;
  const { tools, choice } = offeredTools(request);
  if (tools.length === 0 || choice === 'none' || (choice !== null && choice !== 'required')) return null;
  const { strict } = fieldsOf(fieldsOf(request['response_format'])['json_schema']);
  return { name: form.name, schema: form.schema, strict: strict === true };
}
