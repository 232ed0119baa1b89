import type { ChaosKind } from './chaos.ts';
import type { WireDialect } from './conversation.ts';

interface ErrorAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

type Failing = Extract<ChaosKind, 'server-error' | 'overloaded' | 'rate-limit' | 'invalid-key' | 'bad-request'>;

interface ErrorText {
  readonly status: number;
  readonly type: string;
  readonly message: string;
  readonly code?: string;
}

// Wording and codes: platform.openai.com/docs/guides/error-codes and docs.anthropic.com, "Errors".
const ERRORS: Readonly<Record<Failing, Readonly<Record<WireDialect, ErrorText>>>> = {
  'server-error': {
    openai: { status: 500, type: 'server_error', message: 'The server had an error while processing your request. Sorry about that!' },
    anthropic: { status: 500, type: 'api_error', message: 'Internal server error' },
  },
  overloaded: {
    openai: { status: 503, type: 'server_error', message: 'The engine is currently overloaded, please try again later' },
    anthropic: { status: 529, type: 'overloaded_error', message: 'Overloaded' },
  },
  'rate-limit': {
    openai: { status: 429, type: 'requests', message: 'Rate limit reached for requests', code: 'rate_limit_exceeded' },
    anthropic: { status: 429, type: 'rate_limit_error', message: 'This request would exceed your account’s rate limit. Please try again later.' },
  },
  'invalid-key': {
    openai: { status: 401, type: 'invalid_request_error', message: 'Incorrect API key provided.', code: 'invalid_api_key' },
    anthropic: { status: 401, type: 'authentication_error', message: 'invalid x-api-key' },
  },
  'bad-request': {
    openai: { status: 400, type: 'invalid_request_error', message: "Invalid value for 'messages'." },
    anthropic: { status: 400, type: 'invalid_request_error', message: 'messages: at least one message is required' },
  },
};

export function isFailing(kind: ChaosKind | null): kind is Failing {
  return kind !== null && kind in ERRORS;
}

export function errorAnswer(dialect: WireDialect, kind: Failing, requestId: string): ErrorAnswer {
  const error = ERRORS[kind][dialect];
  return {
    status: error.status,
    headers: kind === 'rate-limit' ? { 'retry-after': '1' } : {},
    body: errorBody(dialect, error, requestId),
  };
}

/** The event that breaks a stream off. */
export function errorEvent(dialect: WireDialect, requestId: string): string {
  const body = errorBody(dialect, ERRORS.overloaded[dialect], requestId);
  return dialect === 'openai' ? `data: ${body}\n\n` : `event: error\ndata: ${body}\n\n`;
}

function errorBody(dialect: WireDialect, { type, message, code }: ErrorText, requestId: string): string {
  return dialect === 'openai'
    ? JSON.stringify({ error: { message, type, param: null, code: code ?? null } })
    : JSON.stringify({ type: 'error', error: { type, message }, request_id: requestId });
}
