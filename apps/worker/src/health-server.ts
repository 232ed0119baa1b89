import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Registry } from '@modelhub/observability/metrics';

export interface Health {
  readonly ok: boolean;
  /** Names of what is wrong, for whoever looks. */
  readonly problems: readonly string[];
}

export interface HealthServerOptions {
  readonly host: string;
  readonly port: number;
  readonly metrics: Registry;
  /** Alive: does its work. Unhealthy means: start it anew. */
  health(): Health;
  /** Ready: can do its work now. */
  readiness(): Promise<Health>;
}

/** Serves /healthz, /readyz and /metrics. Rejects when the port is taken. */
export function serveHealth(options: HealthServerOptions): Promise<Server> {
  const server = createServer((request, response) => {
    answer(options, request, response).catch(() => {
      if (!response.headersSent) response.writeHead(500);
      response.end();
    });
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, options.host, () => {
      server.off('error', reject);
      resolve(server);
    });
  });
}

async function answer(options: HealthServerOptions, request: IncomingMessage, response: ServerResponse): Promise<void> {
  switch (request.url) {
    case '/healthz':
      return sendHealth(response, options.health());
    case '/readyz':
      return sendHealth(response, await options.readiness());
    case '/metrics':
      response.writeHead(200, { 'content-type': options.metrics.contentType }).end(await options.metrics.metrics());
      return;
    default:
      response.writeHead(404).end();
  }
}

function sendHealth(response: ServerResponse, health: Health): void {
  response
    .writeHead(health.ok ? 200 : 503, { 'content-type': 'application/json' })
    .end(JSON.stringify({ status: health.ok ? 'ok' : 'unhealthy', problems: health.problems }));
}
