import type { ModelHubError } from '@modelhub/core/errors';
import type { TokenUsage } from '@modelhub/core/token-usage';
import { responseErrorOf, streamErrorOf } from '@modelhub/providers/openai/response-error';
import type { AnswerContext } from '@modelhub/providers/types';
import type { StreamWriter } from '../types.ts';
import { ResponseAssembler } from './assembler.ts';
import { obfuscationOf } from './obfuscation.ts';
import type { TextPiece } from './output-items.ts';
import { endOf, responseObject, type ResponseState } from './response-object.ts';

const EMPTY = Buffer.alloc(0);

/** Writes the events of a streamed response (API reference, "Streaming events"), numbered from 0. */
export class ResponsesStreamWriter extends ResponseAssembler implements StreamWriter {
  readonly #context: AnswerContext;
  readonly #isObfuscated: boolean;
  #out = '';
  #sequence = 0;

  constructor(context: AnswerContext) {
    super(context);
    this.#context = context;
    const options = context.request['stream_options'] as { readonly include_obfuscation?: unknown } | null | undefined;
    this.#isObfuscated = options?.include_obfuscation !== false;
  }

  override begin(): void {
    for (const type of ['response.created', 'response.in_progress']) this.#lifecycle(type, { status: 'in_progress', output: [] });
  }

  take(): Buffer {
    this.flush();
    return this.#takeOut();
  }

  end({ usage, serviceTier }: { readonly usage: TokenUsage | null; readonly serviceTier: string | null }): Buffer {
    this.close('completed');
    const end = endOf(this.finishReason);
    this.#lifecycle(`response.${end.status}`, { ...end, output: this.output, usage, serviceTier });
    return this.#takeOut();
  }

  fail(error: ModelHubError): Buffer {
    this.close('incomplete');
    this.emit('error', streamErrorOf(error));
    this.#lifecycle('response.failed', { status: 'failed', output: this.output, error: responseErrorOf(error) });
    return this.#takeOut();
  }

  protected override emit(type: string, fields: Readonly<Record<string, unknown>>): void {
    this.#out += `event: ${type}\ndata: ${JSON.stringify({ type, sequence_number: this.#sequence, ...fields })}\n\n`;
    this.#sequence += 1;
  }

  /** Written by hand, being nearly all that is written. */
  protected override delta(type: string, place: string, { text, more }: TextPiece): void {
    const hidden = this.#isObfuscated ? `,"obfuscation":"${obfuscationOf(text, this.#sequence)}"` : '';
    this.#out += `event: ${type}\ndata: {"type":"${type}","sequence_number":${this.#sequence},${place},"delta":${JSON.stringify(text)}${more}${hidden}}\n\n`;
    this.#sequence += 1;
  }

  #lifecycle(type: string, state: ResponseState): void {
    this.emit(type, { response: responseObject(this.#context, state) });
  }

  #takeOut(): Buffer {
    if (this.#out === '') return EMPTY;
    const out = Buffer.from(this.#out);
    this.#out = '';
    return out;
  }
}
