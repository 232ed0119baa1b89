import type { RunningTarget } from './running-target.ts';

/** What is asked of every target, one after the other. */
export interface Scenario {
  readonly title: string;
  readonly connections: number;
  /** The pieces of a streamed answer and the time between them; absent: the answer comes whole. */
  readonly stream?: { readonly pieces: number; readonly gapMs: number };
  readonly promptBytes: number;
  /** Requests come at the rate of the command line instead of one after the other. */
  readonly isOpenLoop?: boolean;
  /** The model's provider speaks Anthropic's dialect, which bare relays do not translate. */
  readonly isTranslated?: boolean;
  readonly warmUpSeconds: number;
  /** Connections are opened over that time. */
  readonly rampUpSeconds?: number;
  /** At least that long, whatever the command line says: as long as a slow stream takes. */
  readonly secondsMin?: number;
  readonly roundsMax?: number;
}

export type ScenarioName = 'slow-streams' | 'saturation' | 'translated' | 'alone' | 'rate' | 'stream' | 'translated-stream' | 'paced-stream' | 'long-prompt';

const SHORT_PROMPT = 300;

/** In the order in which they run: the streams whose memory counts come first, into programs that have served nothing else yet. */
export const SCENARIOS: Readonly<Record<ScenarioName, Scenario>> = {
  'slow-streams': {
    title: '1,000 streams of 100 pieces, 100 ms apart',
    connections: 1_000,
    stream: { pieces: 100, gapMs: 100 },
    promptBytes: SHORT_PROMPT,
    warmUpSeconds: 5,
    rampUpSeconds: 3,
    secondsMin: 6,
    roundsMax: 2,
  },
  saturation: { title: 'whole answers, 64 connections, as fast as it goes', connections: 64, promptBytes: SHORT_PROMPT, warmUpSeconds: 1 },
  translated: {
    title: "whole answers translated from Anthropic's dialect, 64 connections",
    connections: 64,
    promptBytes: SHORT_PROMPT,
    isTranslated: true,
    warmUpSeconds: 1,
  },
  alone: { title: 'whole answers, one after the other', connections: 1, promptBytes: SHORT_PROMPT, warmUpSeconds: 0.5, roundsMax: 3 },
  rate: { title: 'whole answers at a fixed rate, 64 connections', connections: 64, promptBytes: SHORT_PROMPT, isOpenLoop: true, warmUpSeconds: 1 },
  stream: {
    title: 'streams of 100 pieces without a pause, 32 connections',
    connections: 32,
    stream: { pieces: 100, gapMs: 0 },
    promptBytes: SHORT_PROMPT,
    warmUpSeconds: 1,
  },
  'translated-stream': {
    title: "streams of 100 pieces translated from Anthropic's dialect, 32 connections",
    connections: 32,
    stream: { pieces: 100, gapMs: 0 },
    promptBytes: SHORT_PROMPT,
    isTranslated: true,
    warmUpSeconds: 1,
  },
  'paced-stream': {
    title: '50 streams of 100 pieces, 10 ms apart',
    connections: 50,
    stream: { pieces: 100, gapMs: 10 },
    promptBytes: SHORT_PROMPT,
    warmUpSeconds: 2,
    rampUpSeconds: 1,
    roundsMax: 2,
  },
  'long-prompt': { title: 'whole answers to prompts of 100 KB, 16 connections', connections: 16, promptBytes: 100_000, warmUpSeconds: 1, roundsMax: 4 },
};

const FILLER = 'The committee met again and came to no conclusion. ';

type Recipient = Pick<RunningTarget, 'port' | 'apiKey' | 'headers'> & { readonly path: string };

/** The request as it goes over the wire. The shape of the answer is written into the prompt, where the mock upstream reads it. */
export function requestBytes(scenario: Scenario, to: Recipient): Buffer {
  const shape = scenario.stream === undefined ? '' : ` [[chunks=${scenario.stream.pieces} gap_us=${scenario.stream.gapMs * 1_000}]]`;
  const filler = FILLER.repeat(Math.ceil(scenario.promptBytes / FILLER.length)).slice(0, scenario.promptBytes);
  const body = JSON.stringify({
    model: scenario.isTranslated === true ? 'claude-sonnet-4-5' : 'gpt-4o-mini',
    messages: [
      { role: 'system', content: `Answer in one sentence.${shape}` },
      { role: 'user', content: filler },
    ],
    temperature: 0.7,
    max_tokens: 256,
    ...(scenario.stream === undefined ? {} : { stream: true, stream_options: { include_usage: true } }),
  });
  const head = [
    `POST ${to.path} HTTP/1.1`,
    `Host: 127.0.0.1:${to.port}`,
    'Accept: application/json',
    'Content-Type: application/json',
    'User-Agent: modelhub-bench',
    `Authorization: Bearer ${to.apiKey}`,
    ...Object.entries(to.headers?.(scenario.isTranslated === true) ?? {}).map(([name, value]) => `${name}: ${value}`),
    `Content-Length: ${Buffer.byteLength(body)}`,
  ];
  return Buffer.from(`${head.join('\r\n')}\r\n\r\n${body}`);
}
