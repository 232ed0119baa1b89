import type { FastifyInstance } from 'fastify';
import type { Gateway } from '../gateway.ts';

/** `/healthz`: the process answers. `/readyz`: it can serve; a load balancer sends nothing while it cannot. */
export function healthRoutes(app: FastifyInstance, gateway: Gateway, lifecycle: { readonly isDraining: boolean }): void {
  app.get('/healthz', (_request, reply) => reply.send({ status: 'ok' }));

  app.get('/readyz', (_request, reply) => {
    const problems = [
      ...(lifecycle.isDraining ? ['shutting down'] : []),
      ...(gateway.journal.isWritable ? [] : ['the usage journal does not take records']),
      ...(gateway.providers.size === 0 ? ['no provider is configured'] : []),
    ];
    return reply.code(problems.length === 0 ? 200 : 503).send({ status: problems.length === 0 ? 'ok' : 'not ready', problems });
  });
}
