/** The least that Node can do with its own server and undici: no framework, no key, no limit, no metering. */
import { createServer } from 'node:http';
import { RelayHandler } from './relay-handler.ts';
import { readBody, relayArguments, UPSTREAM_HEADERS } from './relay-settings.ts';

const { port, pool } = relayArguments();
const server = createServer((request, response) => {
  readBody(request, (body) => {
    pool.dispatch({ method: 'POST', path: request.url ?? '/', headers: UPSTREAM_HEADERS, body }, new RelayHandler(response));
  });
});
server.requestTimeout = 0;
server.keepAliveTimeout = 75_000;
server.listen(port, '127.0.0.1');
