import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

export interface UpstreamRequestSeen {
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: Record<string, unknown>;
  /** The bytes as they came. */
  readonly raw: string;
  /** The gateway closed the connection before the answer was complete. */
  wasAborted: boolean;
}

export type UpstreamScript = (response: ServerResponse, request: UpstreamRequestSeen) => void | Promise<void>;

/** A provider on a real socket that does what a test says, byte for byte. */
export interface ScriptedUpstream {
  readonly url: string;
  readonly requests: UpstreamRequestSeen[];
  /** What happens to every request from now on. */
  script: UpstreamScript;
  /** Nothing listens at its address any more: connections are refused. */
  goAway(): Promise<void>;
  /** It listens again, at the same address. */
  comeBack(): Promise<void>;
  close(): Promise<void>;
}

export async function startScriptedUpstream(): Promise<ScriptedUpstream> {
  const requests: UpstreamRequestSeen[] = [];
  const sockets = new Set<Socket>();
  const upstream = { requests, script: answerWith(completion('Hello!')) } as { -readonly [K in keyof ScriptedUpstream]: ScriptedUpstream[K] };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      if (request.method !== 'POST') {
        response.writeHead(404).end();
        return;
      }
      const raw = Buffer.concat(chunks).toString('utf8');
      const seen: UpstreamRequestSeen = {
        path: request.url ?? '',
        headers: request.headers,
        body: request.headers['content-type'] === 'application/json' ? (JSON.parse(raw) as Record<string, unknown>) : {},
        raw,
        wasAborted: false,
      };
      response.on('close', () => {
        if (!response.writableFinished) seen.wasAborted = true;
      });
      requests.push(seen);
      void upstream.script(response, seen);
    });
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => {});
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  upstream.url = `http://127.0.0.1:${port}`;
  upstream.goAway = async () => {
    const closed = new Promise((resolve) => server.close(resolve));
    for (const socket of sockets) socket.destroy();
    await closed;
  };
  upstream.comeBack = () => new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  upstream.close = upstream.goAway;
  return upstream;
}

export const USAGE = {
  prompt_tokens: 1_000,
  completion_tokens: 200,
  total_tokens: 1_200,
  prompt_tokens_details: { cached_tokens: 400 },
  completion_tokens_details: { reasoning_tokens: 50 },
};

export function completion(content: string, usage: object | null = USAGE): object {
  return {
    id: 'chatcmpl-1',
    object: 'chat.completion',
    created: 1_763_000_000,
    model: 'gpt-4o-2024-08-06',
    choices: [{ index: 0, message: { role: 'assistant', content, refusal: null }, logprobs: null, finish_reason: 'stop' }],
    ...(usage === null ? {} : { usage }),
    service_tier: 'default',
  };
}

export function answerWith(body: object, status = 200, headers: Record<string, string> = {}): UpstreamScript {
  return (response) => void response.writeHead(status, { 'content-type': 'application/json', 'x-request-id': 'up_1', ...headers }).end(JSON.stringify(body));
}

export function chunk(delta: object, finishReason: string | null = null): string {
  const event = {
    id: 'chatcmpl-1',
    object: 'chat.completion.chunk',
    created: 1,
    model: 'gpt-4o',
    choices: [{ index: 0, delta, finish_reason: finishReason }],
    usage: null,
  };
  return `data: ${JSON.stringify(event)}\n\n`;
}

export const STREAM_END = [
  chunk({}, 'stop'),
  `data: ${JSON.stringify({ id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 1, model: 'gpt-4o', choices: [], usage: USAGE })}\n\n`,
  'data: [DONE]\n\n',
] as const;

/** Streams these events; a number is a pause in milliseconds. Without an end of its own the connection stays open. */
export function streamOf(...steps: readonly (string | number | 'end' | 'reset')[]): UpstreamScript {
  return async (response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.flushHeaders();
    for (const step of steps) {
      if (typeof step === 'number') await new Promise((resolve) => setTimeout(resolve, step));
      else if (step === 'end') response.end();
      else if (step === 'reset') response.destroy();
      else response.write(step);
    }
  };
}
