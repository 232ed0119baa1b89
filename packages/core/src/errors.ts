/**
 * The one catalogue of errors that leave the system. `status` is the HTTP status, `type` is OpenAI's family,
 * `anthropicType` the matching type of Anthropic's envelope. `retry` becomes `x-should-retry`, which the official
 * SDKs obey before their own rule; undefined leaves the rule to them.
 */
export interface ErrorSpec {
  readonly status: number;
  readonly type: string;
  readonly anthropicType: string;
  readonly retry?: boolean;
}

const badRequest = { status: 400, type: 'invalid_request_error', anthropicType: 'invalid_request_error' } as const;
const forbidden = { status: 403, type: 'permission_error', anthropicType: 'permission_error' } as const;
const money = { status: 402, type: 'insufficient_quota', anthropicType: 'billing_error', retry: false } as const;

export const ERROR_CATALOGUE = {
  invalid_request_error: badRequest,
  invalid_json: badRequest,
  missing_required_parameter: badRequest,
  invalid_value: badRequest,
  unsupported_parameter: badRequest,
  context_length_exceeded: badRequest,
  content_policy_violation: badRequest,
  invalid_api_key: { status: 401, type: 'authentication_error', anthropicType: 'authentication_error' },
  insufficient_quota: money,
  budget_exceeded: money,
  permission_denied: forbidden,
  model_not_allowed: forbidden,
  ip_not_allowed: forbidden,
  /** The provider refuses the key that the customer brought. */
  provider_key_rejected: { ...forbidden, retry: false },
  organization_suspended: forbidden,
  model_not_found: { status: 404, type: 'invalid_request_error', anthropicType: 'not_found_error' },
  not_found: { status: 404, type: 'invalid_request_error', anthropicType: 'not_found_error' },
  unsupported_endpoint: { status: 404, type: 'invalid_request_error', anthropicType: 'not_found_error' },
  method_not_allowed: { status: 405, type: 'invalid_request_error', anthropicType: 'invalid_request_error' },
  request_timeout: { status: 408, type: 'timeout_error', anthropicType: 'timeout_error' },
  request_too_large: { status: 413, type: 'invalid_request_error', anthropicType: 'request_too_large' },
  unsupported_media_type: { status: 415, type: 'invalid_request_error', anthropicType: 'invalid_request_error' },
  unprocessable: { status: 422, type: 'invalid_request_error', anthropicType: 'invalid_request_error' },
  rate_limit_exceeded: { status: 429, type: 'rate_limit_error', anthropicType: 'rate_limit_error' },
  request_cancelled: { status: 499, type: 'request_cancelled', anthropicType: 'api_error', retry: false },
  internal_error: { status: 500, type: 'server_error', anthropicType: 'api_error' },
  provider_error: { status: 502, type: 'server_error', anthropicType: 'api_error' },
  provider_unavailable: { status: 503, type: 'server_error', anthropicType: 'api_error' },
  timeout: { status: 504, type: 'timeout_error', anthropicType: 'timeout_error' },
  overloaded: { status: 529, type: 'server_error', anthropicType: 'overloaded_error' },
} as const satisfies Record<string, ErrorSpec>;

export type ErrorCode = keyof typeof ERROR_CATALOGUE;

export interface ModelHubErrorOptions {
  /** Says what happened and what to do, to the caller. Never holds a key, a prompt or an upstream secret. */
  readonly message: string;
  /** The request field at fault, in the spelling of the API (`messages[2].content`). */
  readonly param?: string | null;
  /** For logs only. */
  readonly detail?: string;
  readonly cause?: unknown;
  /** When the caller may try again. */
  readonly retryAfterMs?: number;
  /** Overrides the catalogue's `retry` for this occurrence. */
  readonly shouldRetry?: boolean;
}

/** A fault with a stable code, a message for the caller and a detail for the operator. */
export class ModelHubError extends Error {
  readonly code: ErrorCode;
  readonly param: string | null;
  readonly detail: string | undefined;
  readonly retryAfterMs: number | undefined;
  readonly shouldRetry: boolean | undefined;

  constructor(code: ErrorCode, options: ModelHubErrorOptions) {
    super(options.message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'ModelHubError';
    this.code = code;
    this.param = options.param ?? null;
    this.detail = options.detail;
    this.retryAfterMs = options.retryAfterMs;
    this.shouldRetry = options.shouldRetry ?? this.spec.retry;
  }

  get spec(): ErrorSpec {
    return ERROR_CATALOGUE[this.code];
  }

  get status(): number {
    return this.spec.status;
  }
}
