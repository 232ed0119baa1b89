import { z } from 'zod';
import { idSchema, permitted, router } from '#src/server/trpc.ts';
import { readOverview } from './overview.ts';

export const homeRouter = router({
  overview: permitted('usage:read')
    .input(z.object({ projectId: idSchema.nullable().default(null) }))
    .query(({ ctx, input }) =>
      ctx.tenant((tx) => readOverview(tx, { organizationId: ctx.organization.id, projectId: input.projectId, nowMs: ctx.services.clock.nowMs() })),
    ),
});
