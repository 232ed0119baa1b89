import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { decisionFields, decisionFrom } from './journal/decision-fields.ts';
import { decisionDocument, type DecisionCandidate, type RequestDecision } from './request-decision.ts';

/** More than that, before it is packed, is not kept of one request, so that nobody can fill the table with names. */
export const KEPT_BYTES_MAX = 8 * 1024;
const CANDIDATES_SHORTENED = 20;
const SCORE_DIGITS = 6;
/** What a packed one is unpacked to at most: no row of the table is trusted with more. */
const UNPACKED_BYTES_MAX = 64 * 1024;

/**
 * What most decisions have in common, the commonest last. It is part of the form of what is kept: never change it, add another one with another letter.
 * Names of features and reasons are most of what it saves, and beginnings of endpoints the rest.
 */
const DICTIONARY = Buffer.from(
  [
    'content_policy_violation|context_length_exceeded|rate_limit_exceeded|provider_unavailable|timeout|provider_error',
    'images.generations|images.edits|audio.speech|audio.transcriptions|audio.translations|moderations|rerank|embeddings|completions|responses|messages',
    'weights|quality|balanced|throughput|latency|switched_off|slower_than_preferred|breaker_open',
    'model_not_allowed|organization_provider_not_allowed|surface_not_supported|endpoint_not_reachable|endpoint_disabled|modality_not_supported',
    'data_may_be_collected|data_may_be_kept|quantization_not_selected|unsupported_parameter|context_too_long|too_expensive',
    'provider_ignored|region_not_selected|provider_not_selected|fallback_too_expensive',
    '"data_collection":"deny","zdr":true,"regions":["eu"],"allow_fallbacks":false,"order":["max_price":{"prompt":"sort":"ignore":["only":["',
    'x-ai/grok-|mistral/mistral-|qwen/qwen3-|deepseek/deepseek-|meta-llama/llama-3.|cerebras/|databricks/databricks-|fireworks-ai/accounts/fireworks/models/|baseten/',
    'cloudflare-workers-ai/@cf/|siliconflow/|togetherai/|scaleway/|nebius/|novita-ai/|deepinfra/|groq/openai/gpt-oss-|google/gemini-|google-vertex/claude-|amazon-bedrock/',
    'us.anthropic.claude-|eu.anthropic.claude-|global.anthropic.claude-|azure/gpt-|azure/claude-sonnet-|anthropic/claude-haiku-|anthropic/claude-opus-|anthropic/claude-sonnet-',
    'openai/gpt-5|openai/gpt-4.1|openai/gpt-4o-mini|openai/gpt-4o|[["openai/gpt-"],"price",null,"',
    ',false,null]],{"surface":"chat.completions","prompt_tokens":,"output_tokens_max":null,"turns":1,"tools":0,"images":0,"audio":0,"files":0,"json_output":false,"language":"en","metadata":{}}]',
  ].join('\n'),
);
/** 8 KB of window and small tables: what is packed is short, and setting larger ones up would take longer than packing. */
const FORM = { dictionary: DICTIONARY, windowBits: 13, memLevel: 5 } as const;

/**
 * A decision as the table has it: what is looked for there as it is, and the rest packed, as the journal writes it. Where it is too long, with the best of the
 * candidates that could serve and without what the client labelled the request with. Null where that is still too long.
 */
export function keptDecision(decision: RequestDecision): string | null {
  const whole = fieldsJson(decision);
  if (Buffer.byteLength(whole) <= KEPT_BYTES_MAX) return documentOf(decision, whole);
  const candidates = decision.candidates.filter(({ excluded }) => excluded === null).slice(0, CANDIDATES_SHORTENED);
  const { asked: _asked, ...rest } = decision;
  const shortened = fieldsJson({ ...rest, candidates, features: decision.features === null ? null : { ...decision.features, metadata: {} } });
  return Buffer.byteLength(shortened) <= KEPT_BYTES_MAX ? documentOf(decision, shortened, decision.candidates.length - candidates.length) : null;
}

/** What is kept, in the wire's spelling, whichever version of this program has kept it. Null for what cannot be read. */
export function shownDecision(kept: unknown): object | null {
  if (typeof kept !== 'object' || kept === null) return null;
  const { v, z, left_out: leftOut } = kept as { readonly v?: unknown; readonly z?: unknown; readonly left_out?: unknown };
  if (v !== 2) return kept;
  const decision = typeof z === 'string' ? unpacked(z) : null;
  if (decision === null) return null;
  const document = decisionDocument(decision);
  return typeof leftOut === 'number' ? { ...document, candidates_left_out: leftOut } : document;
}

function documentOf({ policy }: RequestDecision, fields: string, leftOut = 0): string {
  const z = deflateRawSync(fields, FORM).toString('base64');
  return JSON.stringify({
    v: 2,
    ...(policy === null ? {} : { policy: { name: policy.name, step: policy.step } }),
    ...(leftOut === 0 ? {} : { left_out: leftOut }),
    z,
  });
}

function fieldsJson(decision: RequestDecision): string {
  return JSON.stringify(decisionFields({ ...decision, candidates: decision.candidates.map(rounded) }));
}

/** Whole numbers stay what they are; of others that are large a tenth is kept, of small ones six digits. */
function rounded(candidate: DecisionCandidate): DecisionCandidate {
  const { score } = candidate;
  if (score === null || Number.isInteger(score)) return candidate;
  return { ...candidate, score: Math.abs(score) >= 10 ** SCORE_DIGITS ? Math.round(score * 10) / 10 : Number(score.toPrecision(SCORE_DIGITS)) };
}

function unpacked(z: string): RequestDecision | null {
  try {
    const json = inflateRawSync(Buffer.from(z, 'base64'), { ...FORM, maxOutputLength: UNPACKED_BYTES_MAX }).toString();
    return decisionFrom(JSON.parse(json));
  } catch {
    return null;
  }
}
