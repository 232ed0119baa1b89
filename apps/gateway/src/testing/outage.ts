import { Pool } from 'undici';
import { answerWith, chunk, completion, STREAM_END, streamOf, type UpstreamScript } from './scripted-upstream.ts';
import { MODEL, startThreeProviders } from './three-providers.ts';

/** Ways in which a provider can be down. */
export const FAULTS = [
  'refuses',
  'hangs before headers',
  'hangs in mid-stream',
  'answers 500',
  'answers 429',
  'resets',
  'is slow',
  'is slow, under latency',
] as const;
export type Fault = (typeof FAULTS)[number];

export interface OutageOptions {
  readonly adminUrl: string;
  readonly fault: Fault;
  readonly requests: number;
  readonly concurrency: number;
}

/** How requests fared while one of three providers of their model was down. */
export interface OutageReport {
  readonly requests: number;
  readonly succeeded: number;
  /** Streams that had begun when their provider fell silent: nobody else can take them over. */
  readonly cut: number;
  readonly failed: number;
  readonly upstreamCalls: number;
  readonly callsToFaulty: number;
  /** From the first request to the last one that went to the faulty provider before it was left alone for a second; null where it never was. */
  readonly openedAfterMs: number | null;
  /** From the recovery to the first request that the provider served again. */
  readonly backAfterMs: number;
  readonly durationMsP50: number;
  readonly durationMsP99: number;
}

const DEADLINES = {
  UPSTREAM_START_TIMEOUT_MS: '1000',
  UPSTREAM_IDLE_TIMEOUT_MS: '1000',
  UPSTREAM_TOTAL_TIMEOUT_MS: '1500',
};
const USUAL_MS = 10;
/** Under a policy that goes by measurements all providers are measured first. */
const MEASURED_WITH = 300;
const RECOVERY_MAX_MS = 40_000;
const QUIET_MS = 1_000;

type Outcome = 'succeeded' | 'cut' | 'failed';

/** Real sockets all the way: a gateway between clients and three providers, of which the first is down from the beginning and comes back at the end. */
export async function runOutage({ adminUrl, fault, requests, concurrency }: OutageOptions): Promise<OutageReport> {
  const { world, upstreams, close } = await startThreeProviders(adminUrl, DEADLINES);
  const { secret } = await world.addKey();
  const clients = new Pool(world.url, { connections: concurrency });
  try {
    const [faulty, ...others] = upstreams;
    for (const upstream of upstreams) upstream.script = serve(USUAL_MS);
    const sort = fault === 'is slow, under latency' ? 'latency' : 'price';
    const ask = (isStream: boolean) => askOnce(clients, secret, { isStream, sort });
    await ask(false);
    if (sort === 'latency') for (let i = 0; i < MEASURED_WITH; i += 1) await ask(i % 2 === 0);
    const before = faulty.requests.length;
    const callsBefore = others.reduce((sum, { requests: { length } }) => sum + length, 0);
    const firstCall = performance.now();
    const callsAtMs: number[] = [];
    faulty.script = noting(scriptOf(fault), callsAtMs);
    if (fault === 'refuses') await faulty.goAway();

    const outcomes = { succeeded: 0, cut: 0, failed: 0 };
    const durationsMs: number[] = [];
    let left = requests;
    const work = async (): Promise<void> => {
      while (left > 0) {
        left -= 1;
        const startedAtMs = performance.now();
        outcomes[await ask(left % 2 === 0)] += 1;
        durationsMs.push(performance.now() - startedAtMs);
      }
    };
    await Promise.all(Array.from({ length: concurrency }, work));
    const callsToFaulty = faulty.requests.length - before;
    const upstreamCalls = callsToFaulty + others.reduce((sum, { requests: { length } }) => sum + length, 0) - callsBefore;

    faulty.script = serve(USUAL_MS);
    const served = faulty.requests.length;
    if (fault === 'refuses') await faulty.comeBack();
    const backAfterMs = await timeUntil(async () => {
      await ask(false);
      return faulty.requests.length > served;
    });
    const sorted = durationsMs.toSorted((a, b) => a - b);
    return {
      requests,
      ...outcomes,
      upstreamCalls,
      callsToFaulty,
      openedAfterMs: quietAfterMs(callsAtMs, firstCall),
      backAfterMs,
      durationMsP50: sorted[Math.floor(sorted.length / 2)] ?? 0,
      durationMsP99: sorted[Math.floor(sorted.length * 0.99)] ?? 0,
    };
  } finally {
    await clients.destroy();
    await close();
  }
}

const isStreamed = (request: { readonly body: Record<string, unknown> }): boolean => request.body['stream'] === true;

function serve(afterMs: number): UpstreamScript {
  const whole = answerWith(completion('Hello!'));
  const stream = streamOf(afterMs, chunk({ role: 'assistant', content: 'Hello' }), ...STREAM_END, 'end');
  return async (response, request) => {
    if (isStreamed(request)) return stream(response, request);
    await new Promise((resolve) => setTimeout(resolve, afterMs));
    return whole(response, request);
  };
}

function scriptOf(fault: Fault): UpstreamScript {
  switch (fault) {
    case 'refuses':
    case 'hangs before headers':
      return () => {};
    case 'hangs in mid-stream':
      return (response, request) => {
        response.writeHead(200, { 'content-type': isStreamed(request) ? 'text/event-stream' : 'application/json' });
        response.write(isStreamed(request) ? chunk({ role: 'assistant', content: 'Hel' }) : '{"id":"chatcmpl-1",');
      };
    case 'answers 500':
      return answerWith({ error: { message: 'boom' } }, 500);
    case 'answers 429':
      return answerWith({ error: { message: 'slow down' } }, 429, { 'retry-after': '3' });
    case 'resets':
      return (response) => void response.destroy();
    case 'is slow':
    case 'is slow, under latency':
      return serve(10 * USUAL_MS);
  }
}

function noting(script: UpstreamScript, atMs: number[]): UpstreamScript {
  return (response, request) => {
    atMs.push(performance.now());
    return script(response, request);
  };
}

/** When the first of the requests of a whole second without one had been made. */
function quietAfterMs(callsAtMs: readonly number[], fromMs: number): number | null {
  for (const [i, atMs] of callsAtMs.entries()) {
    const next = callsAtMs[i + 1];
    if (next === undefined || next - atMs >= QUIET_MS) return atMs - fromMs;
  }
  return null;
}

async function askOnce(clients: Pool, secret: string, { isStream, sort }: { readonly isStream: boolean; readonly sort: string }): Promise<Outcome> {
  const { statusCode, body } = await clients.request({
    method: 'POST',
    path: '/v1/chat/completions',
    headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
    body: JSON.stringify({ model: MODEL, messages: [{ role: 'user', content: 'hi' }], stream: isStream, provider: { sort } }),
  });
  const text = await body.text();
  if (statusCode !== 200) return 'failed';
  if (!isStream) return text.includes('Hello!') ? 'succeeded' : 'failed';
  if (text.includes('"error"')) return 'cut';
  return text.includes('data: [DONE]') ? 'succeeded' : 'failed';
}

async function timeUntil(isDone: () => Promise<boolean>): Promise<number> {
  const startedAtMs = performance.now();
  while (!(await isDone())) {
    if (performance.now() - startedAtMs > RECOVERY_MAX_MS) return Number.POSITIVE_INFINITY;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return performance.now() - startedAtMs;
}
