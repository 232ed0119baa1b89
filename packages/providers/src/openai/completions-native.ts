import { catalog } from '@modelhub/catalog/catalog';
import { unreadable } from '../failure.ts';
import { upstreamJson } from '../json-body.ts';
import { OutputMeter } from '../output-meter.ts';
import type { NativeDialect, WholeAnswer } from '../types.ts';
import { bearer } from './bearer.ts';
import { OpenAIStreamRelay } from './from-stream.ts';
import { asksForUsage } from './to-request.ts';
import type { UsageReader } from './usage.ts';

interface Origin {
  readonly providerName: string;
  readonly usageOf: UsageReader;
}

/** `POST /completions` of before the chats (API reference, "Completions", legacy), for the models that know nothing else. */
export function nativeCompletions(origin: Origin): NativeDialect {
  return {
    serves: ({ model }) => catalog.findModel(model)?.kind === 'completion',
    toUpstreamRequest({ request, body, endpoint, connection }) {
      const mustAsk = request['stream'] === true && !asksForUsage(request);
      const options = { ...(request['stream_options'] as object | null | undefined), include_usage: true };
      return {
        path: '/completions',
        headers: ['content-type', 'application/json', ...bearer(connection)],
        body: upstreamJson({ request, body, upstreamModel: endpoint.upstreamModel, ...(mustAsk ? { changes: { stream_options: options } } : {}) }),
      };
    },
    fromResponse: (body) => readCompletion(body, origin),
    streamTranslator: (context) => new OpenAIStreamRelay({ ...origin, context, textKeys: TEXT_KEYS }),
  };
}

const TEXT_KEYS = ['"text":"', '"text": "'];

interface Completion {
  readonly choices?: readonly ({ readonly text?: unknown; readonly finish_reason?: unknown } | null)[];
  readonly service_tier?: unknown;
  readonly [field: string]: unknown;
}

function readCompletion(body: Buffer, { providerName, usageOf }: Origin): WholeAnswer {
  let completion: Completion | null;
  try {
    completion = JSON.parse(body.toString('utf8')) as Completion | null;
  } catch {
    throw unreadable(providerName, `not JSON: ${body.length} bytes`);
  }
  if (typeof completion !== 'object' || completion === null || !Array.isArray(completion.choices)) {
    throw unreadable(providerName, 'a completion without choices');
  }
  const choices = completion.choices as NonNullable<Completion['choices']>;
  const usage = usageOf(completion);
  const output = new OutputMeter();
  for (const choice of choices) if (typeof choice?.text === 'string') output.add(Buffer.byteLength(choice.text));
  const finishReason = choices[0]?.finish_reason;
  return {
    body,
    usage,
    outputTokensForwarded: usage === null ? output.tokens : 0,
    finishReason: typeof finishReason === 'string' ? finishReason : null,
    serviceTier: typeof completion.service_tier === 'string' ? completion.service_tier : null,
  };
}
