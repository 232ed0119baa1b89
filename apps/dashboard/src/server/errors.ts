import { ModelHubError } from '@modelhub/core/errors';
import { TRPCError, type TRPC_ERROR_CODE_KEY } from '@trpc/server';
import { Prisma } from '@modelhub/db/client';

/** A rule that an input broke, at the field where it can be mended. */
export class FieldProblem extends Error {
  override readonly name = 'FieldProblem';
  readonly field: string;

  constructor(field: string, message: string) {
    super(message);
    this.field = field;
  }
}

/** A limit of the dashboard itself; `retryAfterMs` from now it lets go. */
export class TooManyAttempts extends Error {
  override readonly name = 'TooManyAttempts';
  readonly retryAfterMs: number;

  constructor(retryAfterMs: number) {
    super('Too many attempts.');
    this.retryAfterMs = retryAfterMs;
  }
}

/** What another tenant's id answers, and what an unknown id answers: nobody can tell them apart. */
export function notFound(what: string): TRPCError {
  return new TRPCError({ code: 'NOT_FOUND', message: `This ${what} does not exist or you cannot see it.` });
}

/** The input is well-formed, but a rule forbids it; shown at `field`. */
export function fieldError(field: string, message: string): TRPCError {
  return new TRPCError({ code: 'BAD_REQUEST', message, cause: new FieldProblem(field, message) });
}

/** What is asked for clashes with how things are. */
export function conflict(message: string): TRPCError {
  return new TRPCError({ code: 'CONFLICT', message });
}

export function forbidden(message: string): TRPCError {
  return new TRPCError({ code: 'FORBIDDEN', message });
}

export function tooManyAttempts(retryAfterMs: number): TRPCError {
  const minutes = Math.max(1, Math.ceil(retryAfterMs / 60_000));
  return new TRPCError({
    code: 'TOO_MANY_REQUESTS',
    message: `Too many attempts. Try again in ${minutes} ${minutes === 1 ? 'minute' : 'minutes'}.`,
    cause: new TooManyAttempts(retryAfterMs),
  });
}

const CODES_BY_STATUS: Readonly<Record<number, TRPC_ERROR_CODE_KEY>> = {
  400: 'BAD_REQUEST',
  401: 'UNAUTHORIZED',
  402: 'PAYMENT_REQUIRED',
  403: 'FORBIDDEN',
  404: 'NOT_FOUND',
  405: 'METHOD_NOT_SUPPORTED',
  408: 'TIMEOUT',
  409: 'CONFLICT',
  413: 'PAYLOAD_TOO_LARGE',
  415: 'UNSUPPORTED_MEDIA_TYPE',
  422: 'UNPROCESSABLE_CONTENT',
  429: 'TOO_MANY_REQUESTS',
  502: 'BAD_GATEWAY',
  503: 'SERVICE_UNAVAILABLE',
  504: 'GATEWAY_TIMEOUT',
  529: 'SERVICE_UNAVAILABLE',
};

/** Prisma: cannot reach the server, pool is exhausted, transaction could not start or ran out of time. */
const OVERLOADED_CODES = new Set(['P1001', 'P1002', 'P1008', 'P1017', 'P2024', 'P2028', 'P2037']);

/** PostgreSQL and sockets: refused, reset, too many connections, shutting down, statement cancelled. */
const OVERLOADED_CAUSES = new Set(['ECONNREFUSED', 'ECONNRESET', 'ETIMEDOUT', '53300', '57P01', '57P03', '57014']);

const OVERLOADED_MESSAGE = 'The database is busy or cannot be reached. Nothing was changed; try again in a moment.';

function codeOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

function isOverload(error: unknown): boolean {
  for (let current = error; current instanceof Error; current = current.cause) {
    const code = codeOf(current);
    if (code !== undefined && (OVERLOADED_CODES.has(code) || OVERLOADED_CAUSES.has(code))) return true;
  }
  return error instanceof Prisma.PrismaClientInitializationError;
}

/**
 * The answer that a thrown value deserves. What is not known becomes an internal error whose own text stays in the log;
 * everything else keeps its meaning.
 */
export function toTrpcError(error: unknown): TRPCError {
  // tRPC wraps what a procedure throws; the original is what counts.
  if (error instanceof TRPCError) {
    if (error.code !== 'INTERNAL_SERVER_ERROR' || error.cause === undefined) return error;
    return toTrpcError(error.cause);
  }
  if (error instanceof TooManyAttempts) return tooManyAttempts(error.retryAfterMs);
  if (error instanceof ModelHubError && error.status !== 500) {
    return new TRPCError({ code: CODES_BY_STATUS[error.status] ?? 'INTERNAL_SERVER_ERROR', message: error.message, cause: error });
  }
  const code = codeOf(error);
  if (code === 'P2025') return notFound('item');
  if (code === 'P2002') return conflict('Something with this name exists already.');
  if (isOverload(error)) return new TRPCError({ code: 'SERVICE_UNAVAILABLE', message: OVERLOADED_MESSAGE, cause: error });
  return new TRPCError({
    code: 'INTERNAL_SERVER_ERROR',
    message: 'Something went wrong on our side. Try again; if it stays, quote the request id to support.',
    cause: error,
  });
}
