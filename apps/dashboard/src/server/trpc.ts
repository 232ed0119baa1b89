import { can, type Permission } from '@modelhub/access/roles';
import { withTenant, type TenantClient } from '@modelhub/db/tenant';
import { initTRPC, TRPCError } from '@trpc/server';
import superjson from 'superjson';
import { z, ZodError } from 'zod';
import type { CurrentSession } from './auth/session.ts';
import type { Actor } from './audit.ts';
import { FieldProblem, forbidden, notFound, toTrpcError, TooManyAttempts } from './errors.ts';
import { findMembership } from './organization.ts';
import type { Services } from './services.ts';

export interface RequestContext {
  readonly services: Services;
  readonly requestId: string;
  readonly ipAddress: string;
  readonly session: CurrentSession | null;
  /** The organization that the page was rendered for; its membership is checked by every procedure. */
  readonly organizationId: string | null;
  /** The browser's sign-up cookie, see auth/sign-up-cookie.ts. */
  readonly signUpCookie: string | undefined;
  /** Adds a Set-Cookie to the response. */
  readonly setCookie: (header: string) => void;
}

/** Who may call a procedure. Every procedure has one: the tests walk over them and fail on one that has none. */
export type Access = 'public' | 'signed-in' | 'member' | Permission;

export interface ProcedureMeta {
  readonly access: Access;
}

/** What a failed call tells the browser beside code and message. */
export interface ErrorDetails {
  readonly requestId: string | null;
  /** Messages by field path: `name`, `limits.budget`. */
  readonly fields: Readonly<Record<string, string>>;
  readonly retryAfterMs: number | null;
}

function fieldsOf(cause: unknown): Record<string, string> {
  if (cause instanceof FieldProblem) return { [cause.field]: cause.message };
  if (!(cause instanceof ZodError)) return {};
  const fields: Record<string, string> = {};
  for (const issue of cause.issues) fields[issue.path.join('.')] ??= issue.message;
  return fields;
}

const t = initTRPC
  .context<RequestContext>()
  .meta<ProcedureMeta>()
  .create({
    transformer: superjson,
    defaultMeta: { access: 'public' },
    errorFormatter({ shape, error, ctx }) {
      const details: ErrorDetails = {
        requestId: ctx?.requestId ?? null,
        fields: fieldsOf(error.cause),
        retryAfterMs: error.cause instanceof TooManyAttempts ? error.cause.retryAfterMs : null,
      };
      // Zod's own message is a JSON dump: the fields carry what a person can read.
      const message = error.cause instanceof ZodError ? 'Some fields need another look.' : error.message;
      const { stack: _stack, ...data } = shape.data;
      return { ...shape, message, data: { ...data, ...details } };
    },
  });

export const router = t.router;
export const createCallerFactory = t.createCallerFactory;

/** Gives every error the code that it deserves, and logs those that are ours. */
const base = t.procedure.use(async ({ ctx, path, next }) => {
  const result = await next();
  if (result.ok) return result;
  const error = toTrpcError(result.error);
  if (error.code === 'INTERNAL_SERVER_ERROR' || error.code === 'SERVICE_UNAVAILABLE') {
    ctx.services.log.error({ err: error.cause ?? error, path, requestId: ctx.requestId, userId: ctx.session?.user.id }, 'procedure failed');
  }
  throw error;
});

/** For everybody. Keep the answers the same for known and unknown accounts. */
export const publicProcedure = base.meta({ access: 'public' });

/** For whoever is signed in, in no organization yet or in any. */
export const signedInProcedure = base.meta({ access: 'signed-in' }).use(({ ctx, next }) => {
  if (ctx.session === null) throw new TRPCError({ code: 'UNAUTHORIZED', message: 'Sign in to go on.' });
  return next({ ctx: { ...ctx, session: ctx.session, user: ctx.session.user } });
});

function memberOnly(access: 'member' | Permission) {
  return signedInProcedure.meta({ access }).use(async ({ ctx, next }) => {
    const { organizationId, services, user } = ctx;
    if (organizationId === null) throw notFound('organization');
    const organization = await findMembership(services.prisma, { organizationId, userId: user.id });
    if (organization === null) throw notFound('organization');
    if (access !== 'member' && !can(organization.role, access)) {
      throw forbidden(`Your role (${organization.role}) does not allow this. Ask an owner of ${organization.name}.`);
    }
    const actor: Actor = { organizationId, userId: user.id, ipAddress: ctx.ipAddress };
    const tenant = <T>(fn: (tx: TenantClient) => Promise<T>): Promise<T> => withTenant(services.prisma, { organizationId, userId: user.id }, fn);
    return next({ ctx: { ...ctx, organization, actor, tenant } });
  });
}

/** For every member of the current organization, whatever the role. `ctx.tenant` sees this organization alone. */
export const memberProcedure = memberOnly('member');

/** For members whose role has the permission. */
export function permitted(permission: Permission) {
  return memberOnly(permission);
}

/** Ids are ours and short; anything else is not worth a query. */
export const idSchema = z
  .string()
  .min(1)
  .max(64)
  .regex(/^[a-z]{2,4}_[0-9a-zA-Z]+$/, 'This is not an id.');
