import type { ModelKind } from '@modelhub/catalog/types';
import type { TokenUsage } from '@modelhub/core/token-usage';
import type { FormFile, OperationName } from '@modelhub/providers/types';
import type { Fields } from '../read-body.ts';

/** What a client asks for: the fields of its JSON body or of its form, and the files of the form. */
export interface OperationRequest {
  readonly request: Fields & { readonly model: string };
  readonly files: readonly FormFile[];
}

/** One of the surfaces that answer a question and hold no conversation. */
export interface OperationSurface {
  readonly name: OperationName;
  readonly path: string;
  /** Whether requests come as forms with files, as JSON, or as either. */
  readonly accepts: readonly ('json' | 'form')[];
  readonly kinds: readonly ModelKind[];
  /** Checks what routing, limits and metering rely on. Throws a 400 that names the field. */
  check(asked: OperationRequest): void;
  /** The most that it can use, estimated: the model says what it was. */
  mostUsage(asked: OperationRequest): TokenUsage;
  /** Of what is asked at once, the longest text that has to fit into a context window by itself, estimated; everything together where it is absent. */
  longestInput?(request: Fields): number;
  /** The answer may come in pieces. */
  isStream(request: Fields): boolean;
}
