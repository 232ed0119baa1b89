import { z } from 'zod';
import { idSchema, permitted, router } from '#src/server/trpc.ts';

const PAGE_SIZE = 50;

export const auditLogRouter = router({
  /** Changes of the organization, the newest first, a page at a time. */
  list: permitted('audit:read')
    .input(z.object({ before: idSchema.optional() }).default({}))
    .query(({ ctx, input }) =>
      ctx.tenant(async (tx) => {
        const rows = await tx.auditEvent.findMany({
          where: { organizationId: ctx.organization.id, ...(input.before === undefined ? {} : { id: { lt: input.before } }) },
          orderBy: { id: 'desc' },
          take: PAGE_SIZE + 1,
        });
        const page = rows.slice(0, PAGE_SIZE);
        const actorIds = [...new Set(page.flatMap((row) => (row.actorUserId === null ? [] : [row.actorUserId])))];
        const actors = await tx.user.findMany({ where: { id: { in: actorIds } }, select: { id: true, name: true, email: true } });
        const actorById = new Map(actors.map((actor) => [actor.id, actor]));
        return {
          events: page.map(({ id, action, targetType, targetId, before, after, ipAddress, createdAt, actorUserId }) => {
            const actor = actorUserId === null ? undefined : actorById.get(actorUserId);
            const changes = JSON.stringify({ before, after });
            return { id, action, targetType, targetId, changes, ipAddress, createdAt, actor: actor?.name ?? actor?.email ?? null };
          }),
          next: rows.length > PAGE_SIZE ? (page.at(-1)?.id ?? null) : null,
        };
      }),
    ),
});
