/** Fastify and undici as their documentation shows them: parsed body, `pool.request`, the answer sent as a stream. */
import Fastify from 'fastify';
import { PATH, relayArguments, UPSTREAM_HEADERS } from './relay-settings.ts';

const { port, pool } = relayArguments();
const app = Fastify({ logger: false, keepAliveTimeout: 75_000 });
app.post(PATH, async (request, reply) => {
  const answer = await pool.request({ method: 'POST', path: PATH, headers: UPSTREAM_HEADERS, body: JSON.stringify(request.body) });
  void reply.code(answer.statusCode).header('content-type', answer.headers['content-type']);
  return reply.send(answer.body);
});
await app.listen({ port, host: '127.0.0.1' });
