import { z } from 'zod';
import { idSchema, permitted, router } from '#src/server/trpc.ts';

const PAGE_SIZE = 50;

/** Ids sort by time, so they are the cursor. Never both at once. */
const pageInput = z.object({ before: idSchema.optional(), after: idSchema.optional() }).default({});

export const auditLogRouter = router({
  /** Changes of the organization, the newest first, a page at a time. */
  list: permitted('audit:read')
    .input(pageInput)
    .query(({ ctx, input }) =>
      ctx.tenant(async (tx) => {
        const isBackwards = input.after !== undefined;
        const cursor = input.after !== undefined ? { id: { gt: input.after } } : input.before !== undefined ? { id: { lt: input.before } } : {};
        const rows = await tx.auditEvent.findMany({
          where: { organizationId: ctx.organization.id, ...cursor },
          orderBy: { id: isBackwards ? 'asc' : 'desc' },
          take: PAGE_SIZE + 1,
        });
        const hasMore = rows.length > PAGE_SIZE;
        const page = isBackwards ? rows.slice(0, PAGE_SIZE).reverse() : rows.slice(0, PAGE_SIZE);
        const actorIds = [...new Set(page.flatMap((row) => (row.actorUserId === null ? [] : [row.actorUserId])))];
        const actors = await tx.user.findMany({ where: { id: { in: actorIds } }, select: { id: true, name: true, email: true } });
        const actorById = new Map(actors.map((actor) => [actor.id, actor]));
        return {
          events: page.map(({ id, action, targetType, targetId, before, after, ipAddress, createdAt, actorUserId }) => {
            const actor = actorUserId === null ? undefined : actorById.get(actorUserId);
            const changes = changesOf(before, after);
            return { id, action, targetType, targetId, changes, ipAddress, createdAt, actor: actor?.name ?? actor?.email ?? null };
          }),
          /** Cursors of the pages beside this one; null where there is none. */
          older: (isBackwards ? page.length > 0 : hasMore) ? (page.at(-1)?.id ?? null) : null,
          newer: (isBackwards ? hasMore : input.before !== undefined) ? (page[0]?.id ?? null) : null,
        };
      }),
    ),
});

export interface AuditChange {
  readonly field: string;
  readonly before: string | null;
  readonly after: string | null;
}

function text(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  if (Array.isArray(value)) return value.length === 0 ? null : value.map(String).join(', ');
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** What became of each field; fields that stayed as they were are left out. */
function changesOf(before: unknown, after: unknown): AuditChange[] {
  const from = (before ?? {}) as Readonly<Record<string, unknown>>;
  const to = (after ?? {}) as Readonly<Record<string, unknown>>;
  return [...new Set([...Object.keys(from), ...Object.keys(to)])]
    .map((field) => ({ field, before: text(from[field]), after: text(to[field]) }))
    .filter((change) => change.before !== change.after);
}
