export interface StripeErrorFields {
  readonly status: number;
  readonly type: 'invalid_request_error' | 'idempotency_error' | 'api_error' | 'card_error' | 'rate_limit_error';
  readonly message: string;
  readonly code?: string;
  readonly param?: string;
  readonly declineCode?: string;
  /** Sent as `stripe-should-retry`, which the SDK obeys before its own rule. */
  readonly shouldRetry?: boolean;
}

/** An error as Stripe's API answers it. */
export class StandInError extends Error {
  readonly fields: StripeErrorFields;

  constructor(fields: StripeErrorFields) {
    super(fields.message);
    this.name = 'StandInError';
    this.fields = fields;
  }

  body(): { error: Record<string, string> } {
    const { type, message, code, param, declineCode } = this.fields;
    return {
      error: {
        type,
        message,
        ...(code === undefined ? {} : { code }),
        ...(param === undefined ? {} : { param }),
        ...(declineCode === undefined ? {} : { decline_code: declineCode }),
      },
    };
  }
}

export function invalidRequest(message: string, more: { param?: string; code?: string; status?: number } = {}): StandInError {
  const { status = 400, ...rest } = more;
  return new StandInError({ status, type: 'invalid_request_error', message, ...rest });
}

export function noSuch(noun: string, id: string, param = 'id'): StandInError {
  return invalidRequest(`No such ${noun}: '${id}'`, { status: 404, code: 'resource_missing', param });
}
