import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Agent } from 'undici';
import type { AddressRule } from './address-rules.ts';
import { checkCustomUrl, type Resolver } from './custom-url.ts';
import { createGuardedAgent } from './guarded-agent.ts';

/** A service of this network that no customer may reach. */
let inner: Server;
let port: number;
let connections = 0;
const seen: IncomingMessage[] = [];
beforeAll(async () => {
  inner = createServer((request, response) => {
    seen.push(request);
    if (request.url === '/moved') response.writeHead(302, { location: `http://127.0.0.1:${port}/secret` }).end();
    else response.end('inner');
  });
  inner.on('connection', () => (connections += 1));
  await new Promise<void>((resolve) => inner.listen(0, '127.0.0.1', resolve));
  port = (inner.address() as AddressInfo).port;
});
afterAll(() => new Promise<void>((resolve) => void inner.close(() => resolve())));

beforeEach(() => {
  connections = 0;
  seen.length = 0;
});
const agents: Agent[] = [];
afterEach(async () => {
  for (const agent of agents.splice(0)) await agent.destroy();
});

function agentOf(rule: AddressRule, resolve?: Resolver): Agent {
  const agent = createGuardedAgent({ rule, ...(resolve === undefined ? {} : { resolve }) });
  agents.push(agent);
  return agent;
}

/** Answers these, one after the other; the last one for good. */
function names(...answers: readonly (readonly string[])[]): { readonly resolve: Resolver; readonly asked: string[] } {
  const asked: string[] = [];
  return {
    asked,
    resolve: async (hostname) => {
      const addresses = answers[Math.min(asked.length, answers.length - 1)] ?? [];
      asked.push(hostname);
      return addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
    },
  };
}

const get = (agent: Agent, origin: string, path = '/') => agent.request({ origin, path, method: 'GET' });

describe('an address of this network', () => {
  test.each(['127.0.0.1', '[::1]', '[::ffff:127.0.0.1]', '10.0.0.1', '169.254.169.254'])('is never called by its number: %s', async (host) => {
    await expect(get(agentOf('public'), `https://${host}:${port}`)).rejects.toMatchObject({ code: 'ERR_FORBIDDEN_ADDRESS' });
    expect(connections).toBe(0);
  });

  test('is never called by a name', async () => {
    await expect(get(agentOf('public'), `https://localhost:${port}`)).rejects.toMatchObject({ code: 'ERR_FORBIDDEN_ADDRESS' });
    expect(connections).toBe(0);
  });

  test('is not called when it hides among public ones', async () => {
    const { resolve } = names(['93.184.216.34', '127.0.0.1']);
    await expect(get(agentOf('public', resolve), `https://llm.example.com:${port}`)).rejects.toMatchObject({ code: 'ERR_FORBIDDEN_ADDRESS' });
    expect(connections).toBe(0);
  });

  test('is not called by a name that was public when it was saved', async () => {
    const { resolve, asked } = names(['93.184.216.34'], ['127.0.0.1']);
    expect((await checkCustomUrl(`https://rebind.example.com:${port}`, 'public', resolve)).kind).toBe('allowed');
    await expect(get(agentOf('public', resolve), `https://rebind.example.com:${port}`)).rejects.toMatchObject({ code: 'ERR_FORBIDDEN_ADDRESS' });
    expect(asked).toHaveLength(2);
    expect(connections).toBe(0);
  });

  test('is not called without encryption', async () => {
    const { resolve } = names(['93.184.216.34']);
    await expect(get(agentOf('public', resolve), `http://llm.example.com:${port}`)).rejects.toMatchObject({ code: 'ERR_FORBIDDEN_ADDRESS' });
  });
});

describe('a connection', () => {
  test('goes to the address that was checked: a name is asked for once', async () => {
    // Whoever asked a second time would get an address where nobody listens.
    const { resolve, asked } = names(['127.0.0.1'], ['127.0.0.2']);
    const answer = await get(agentOf('private-allowed', resolve), `http://llm.example.com:${port}`);
    expect(await answer.body.text()).toBe('inner');
    expect(asked).toEqual(['llm.example.com']);
    expect(seen[0]?.headers.host).toBe(`llm.example.com:${port}`);
  });

  test('to a metadata service is refused even where private networks are allowed', async () => {
    const { resolve } = names(['169.254.169.254']);
    await expect(get(agentOf('private-allowed', resolve), 'http://llm.example.com')).rejects.toMatchObject({ code: 'ERR_FORBIDDEN_ADDRESS' });
  });

  test('is not redirected', async () => {
    const answer = await get(agentOf('private-allowed'), `http://127.0.0.1:${port}`, '/moved');
    expect(answer.statusCode).toBe(302);
    await answer.body.dump();
    expect(seen.map(({ url }) => url)).toEqual(['/moved']);
  });
});
