import { Agent, request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { LLMock, type FixtureResponse } from '@copilotkit/aimock';
import { PIECE_CHARACTERS } from './pieces.ts';
import type { SeededRandom } from './seeded-random.ts';

export interface BackendAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface BackendRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** aimock does not take a request: its own answer. */
export class AimockRefusal extends Error {
  readonly status: number;
  readonly body: Buffer;

  constructor({ status, body }: BackendAnswer) {
    super(`aimock answers ${status}`);
    this.status = status;
    this.body = body;
  }
}

/**
 * aimock on a port of its own. It knows the wire formats; what it is to say comes with each request: a plan is left under an id, and
 * the id travels in aimock's context header to the fixture that takes the plan up again.
 */
export class AimockBackend {
  readonly #mock: LLMock;
  /** A connection for each request: aimock closes idle ones, and a request may be on its way just then. */
  readonly #agent = new Agent({ keepAlive: false });
  readonly #plans = new Map<string, FixtureResponse>();
  #origin = '';
  #count = 0;

  constructor() {
    this.#mock = new LLMock({ port: 0, host: '127.0.0.1', latency: 0, journalMaxEntries: 1 });
    // One fixture for each size, as it has one size to a fixture.
    for (const [size, chunkSize] of PIECE_CHARACTERS.entries()) {
      this.#mock.on(
        { predicate: (request) => request['_context']?.toString().endsWith(`-${size}`) === true },
        (request) => this.#plans.get(String(request['_context'])) ?? { error: { message: 'no plan' }, status: 500 },
        { chunkSize },
      );
    }
  }

  async start(): Promise<void> {
    this.#origin = await this.#mock.start();
  }

  async stop(): Promise<void> {
    this.#agent.destroy();
    await this.#mock.stop();
  }

  /** An answer in the dialect of the path, whole, as aimock puts it on the wire. Throws an AimockRefusal for a request that it does not take. */
  async answer(request: BackendRequest, response: FixtureResponse, random: SeededRandom): Promise<Buffer> {
    this.#count += 1;
    const id = `plan-${this.#count}-${random.between(0, PIECE_CHARACTERS.length - 1)}`;
    this.#plans.set(id, response);
    try {
      const answer = await this.relay({ ...request, headers: { ...request.headers, 'x-aimock-context': id } });
      if (answer.status !== 200) throw new AimockRefusal(answer);
      return answer.body;
    } finally {
      this.#plans.delete(id);
    }
  }

  relay(request: BackendRequest): Promise<BackendAnswer> {
    return new Promise((resolve, reject) => {
      const headers = { ...request.headers, 'content-length': String(request.body.length) };
      const outgoing = httpRequest(this.#origin + request.path, { method: request.method, agent: this.#agent, headers }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => resolve({ status: response.statusCode ?? 500, headers: response.headers, body: Buffer.concat(chunks) }));
      });
      outgoing.on('error', reject);
      outgoing.end(request.body);
    });
  }
}
