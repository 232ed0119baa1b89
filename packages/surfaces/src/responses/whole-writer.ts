import type { TokenUsage } from '@modelhub/core/token-usage';
import type { AnswerContext } from '@modelhub/providers/types';
import type { WholeWriter } from '../types.ts';
import { ResponseAssembler } from './assembler.ts';
import { endOf, responseObject } from './response-object.ts';

/** Writes a whole response object. */
export class ResponsesWholeWriter extends ResponseAssembler implements WholeWriter {
  readonly #context: AnswerContext;

  constructor(context: AnswerContext) {
    super(context);
    this.#context = context;
  }

  body({ usage, serviceTier }: { readonly usage: TokenUsage | null; readonly serviceTier: string | null }): Buffer {
    this.close('completed');
    return Buffer.from(JSON.stringify(responseObject(this.#context, { ...endOf(this.finishReason), output: this.output, usage, serviceTier })));
  }

  protected override emit(): void {}
  protected override delta(): void {}
}
