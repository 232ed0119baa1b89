/** Fastify with everything that costs taken out of the way: the body stays bytes, and the reply is written past the framework. */
import Fastify from 'fastify';
import { RelayHandler } from './relay-handler.ts';
import { PATH, relayArguments, UPSTREAM_HEADERS } from './relay-settings.ts';

const { port, pool } = relayArguments();
const app = Fastify({ logger: false, keepAliveTimeout: 75_000 });
app.removeAllContentTypeParsers();
app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
app.post<{ Body: Buffer }>(PATH, (request, reply) => {
  reply.hijack();
  pool.dispatch({ method: 'POST', path: PATH, headers: UPSTREAM_HEADERS, body: request.body }, new RelayHandler(reply.raw));
});
await app.listen({ port, host: '127.0.0.1' });
