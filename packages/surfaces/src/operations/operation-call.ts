import type { Endpoint, Modality, ModelKind } from '@modelhub/catalog/types';
import { ModelHubError } from '@modelhub/core/errors';
import { completionTokens, promptTokens, type TokenUsage } from '@modelhub/core/token-usage';
import type { RequestFeatures } from '@modelhub/routing/saved/features';
import type { OperationContext, ProviderAdapter } from '@modelhub/providers/types';
import { operationModalities } from '../features/input-modalities.ts';
import { operationFeatures } from '../features/operation-features.ts';
import type { CallTarget, PreparedCall, SurfaceCall, SurfaceName } from '../types.ts';
import type { OperationRequest, OperationSurface } from './operation-surface.ts';

/** A question that is answered once. */
export class OperationCall implements SurfaceCall {
  readonly request: OperationRequest['request'];
  readonly isStream: boolean;
  readonly promptTokens: number;
  readonly contextTokens: number;
  readonly #surface: OperationSurface;
  readonly #asked: OperationRequest;
  readonly #body: Buffer | null;
  readonly #most: TokenUsage;

  /** `body` is the client's JSON, byte for byte; null for a form. */
  constructor(surface: OperationSurface, asked: OperationRequest, body: Buffer | null) {
    surface.check(asked);
    this.#surface = surface;
    this.#asked = asked;
    this.#body = body;
    this.request = asked.request;
    this.isStream = surface.isStream(asked.request);
    this.#most = surface.mostUsage(asked);
    this.promptTokens = Math.ceil(promptTokens(this.#most));
    this.contextTokens = surface.longestInput?.(asked.request) ?? this.promptTokens;
  }

  get surface(): SurfaceName {
    return this.#surface.name;
  }

  get kinds(): readonly ModelKind[] {
    return this.#surface.kinds;
  }

  get inputModalities(): readonly Modality[] {
    return operationModalities(this.#asked, this.surface);
  }

  get features(): RequestFeatures {
    return operationFeatures(this.#asked, this);
  }

  /** What these answer with is counted by their providers, or is no text. */
  toCountable(): null {
    return null;
  }

  canBeServedBy({ operations }: ProviderAdapter): boolean {
    return operations[this.#surface.name] !== undefined;
  }

  mostUsage(): TokenUsage {
    return this.#most;
  }

  /** What it can use is told apart by `mostUsage` already. */
  mayUse(): boolean {
    return false;
  }

  expectedTokens(): number {
    return this.promptTokens + Math.ceil(completionTokens(this.#most));
  }

  prepare(adapter: ProviderAdapter, { endpoint, connection, context }: CallTarget): PreparedCall {
    const operation = adapter.operations[this.#surface.name];
    if (operation === undefined) throw unable(endpoint, this.#surface.name);
    const reading: OperationContext = { ...context, endpoint };
    const { request, files } = this.#asked;
    if (this.isStream && operation.streamTranslator === undefined) {
      throw new ModelHubError('unsupported_parameter', { message: `${endpoint.model} cannot stream here. Leave stream out.`, param: 'stream' });
    }
    const contentType = operation.streamContentType?.(reading);
    return {
      upstream: operation.toUpstreamRequest({ request, body: this.#body, files, endpoint, connection }),
      fromResponse: (answer) => operation.fromResponse(answer, reading),
      streamTranslator() {
        if (operation.streamTranslator === undefined) throw new Error('an operation was streamed that cannot be');
        return operation.streamTranslator(reading);
      },
      ...(contentType === undefined ? {} : { streamContentType: contentType }),
    };
  }
}

function unable({ model }: Endpoint, surface: string): ModelHubError {
  return new ModelHubError('unsupported_parameter', { message: `${model} does not serve ${surface}.`, param: 'model' });
}
