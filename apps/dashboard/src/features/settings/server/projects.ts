import { newId } from '@modelhub/core/ids';
import type { TenantClient } from '@modelhub/db/tenant';
import { z } from 'zod';
import { audit } from '#src/server/audit.ts';
import { conflict, fieldError, notFound } from '#src/server/errors.ts';
import { requireUsablePolicy } from '#src/features/policies/server/usable-policy.ts';
import { idSchema, permitted, router } from '#src/server/trpc.ts';

const nameSchema = z.string().trim().min(1, 'Give the project a name.').max(80, 'Use at most 80 characters.');

const PROJECTS_MAX = 200;

async function findProject(tx: TenantClient, key: { readonly id: string; readonly organizationId: string }) {
  const project = await tx.project.findUnique({ where: key });
  if (project === null) throw notFound('project');
  return project;
}

async function requireFreeName(tx: TenantClient, key: { readonly organizationId: string; readonly name: string; readonly exceptId?: string }): Promise<void> {
  const { organizationId, name, exceptId } = key;
  const taken = await tx.project.findUnique({ where: { organizationId_name: { organizationId, name } } });
  if (taken !== null && taken.id !== exceptId) throw fieldError('name', 'Another project has this name.');
}

export const projectsRouter = router({
  list: permitted('projects:read').query(({ ctx }) =>
    ctx.tenant(async (tx) => {
      const rows = await tx.project.findMany({
        where: { organizationId: ctx.organization.id },
        include: { _count: { select: { apiKeys: { where: { revokedAt: null } } } } },
        orderBy: { createdAt: 'asc' },
      });
      const policies = await tx.routingPolicy.findMany({ where: { organizationId: ctx.organization.id }, select: { id: true, name: true } });
      return rows.map(({ id, name, archivedAt, createdAt, defaultPolicyId, _count }) => ({
        id,
        name,
        archivedAt,
        createdAt,
        activeKeys: _count.apiKeys,
        defaultPolicy: policies.find((policy) => policy.id === defaultPolicyId) ?? null,
      }));
    }),
  ),

  create: permitted('projects:manage')
    .input(z.object({ name: nameSchema }))
    .mutation(({ ctx, input }) =>
      ctx.tenant(async (tx) => {
        const organizationId = ctx.organization.id;
        if ((await tx.project.count({ where: { organizationId } })) >= PROJECTS_MAX) throw conflict(`An organization can have ${PROJECTS_MAX} projects.`);
        await requireFreeName(tx, { organizationId, name: input.name });
        const id = newId('project');
        await tx.project.create({ data: { id, organizationId, name: input.name } });
        await audit(tx, ctx.actor, { action: 'project.created', targetType: 'project', targetId: id, after: input });
        return { id, name: input.name };
      }),
    ),

  rename: permitted('projects:manage')
    .input(z.object({ id: idSchema, name: nameSchema }))
    .mutation(({ ctx, input }) =>
      ctx.tenant(async (tx) => {
        const organizationId = ctx.organization.id;
        const project = await findProject(tx, { id: input.id, organizationId });
        await requireFreeName(tx, { organizationId, name: input.name, exceptId: project.id });
        await tx.project.update({ where: { id: project.id }, data: { name: input.name } });
        await audit(tx, ctx.actor, {
          action: 'project.renamed',
          targetType: 'project',
          targetId: project.id,
          before: { name: project.name },
          after: { name: input.name },
        });
        return { id: project.id, name: input.name };
      }),
    ),

  /** What decides for the model `modelhub/auto`, and holds for every request, of keys that have no policy of their own. */
  setDefaultPolicy: permitted('projects:manage')
    .input(z.object({ id: idSchema, policyId: idSchema.nullable() }))
    .mutation(async ({ ctx, input }) => {
      const organizationId = ctx.organization.id;
      await ctx.tenant(async (tx) => {
        const project = await findProject(tx, { id: input.id, organizationId });
        await requireUsablePolicy(tx, { organizationId, policyId: input.policyId, field: 'policyId' });
        await tx.project.update({ where: { id: project.id, organizationId }, data: { defaultPolicyId: input.policyId } });
        await audit(tx, ctx.actor, {
          action: 'project.default_policy_changed',
          targetType: 'project',
          targetId: project.id,
          before: { defaultPolicyId: project.defaultPolicyId },
          after: { defaultPolicyId: input.policyId },
        });
      });
      await ctx.services.publishInvalidation({ kind: 'organization', id: organizationId });
      return { id: input.id };
    }),

  /** Archives or brings back. A project whose keys still work cannot be archived: its spend would go on unseen. */
  setArchived: permitted('projects:manage')
    .input(z.object({ id: idSchema, archived: z.boolean() }))
    .mutation(({ ctx, input }) =>
      ctx.tenant(async (tx) => {
        const organizationId = ctx.organization.id;
        const project = await findProject(tx, { id: input.id, organizationId });
        if (input.archived) {
          const activeKeys = await tx.apiKey.count({ where: { organizationId, projectId: project.id, revokedAt: null } });
          if (activeKeys > 0) throw conflict(`${activeKeys} ${activeKeys === 1 ? 'key' : 'keys'} of this project still work. Revoke them first.`);
          const others = await tx.project.count({ where: { organizationId, archivedAt: null, NOT: { id: project.id } } });
          if (others === 0) throw conflict('This is the last project. Create another one first.');
        }
        await tx.project.update({ where: { id: project.id }, data: { archivedAt: input.archived ? new Date(ctx.services.clock.nowMs()) : null } });
        await audit(tx, ctx.actor, { action: input.archived ? 'project.archived' : 'project.restored', targetType: 'project', targetId: project.id });
        return { id: project.id };
      }),
    ),
});
