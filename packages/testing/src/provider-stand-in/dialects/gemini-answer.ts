import { canonicalJson, object, parsed, type Json } from '../json.ts';
import { piecesOf } from '../pieces.ts';
import { signatureOf } from '../thought.ts';
import type { PlannedUsage } from '../usage.ts';
import { idOf, type Answering } from './dialect.ts';

/** A `GenerateContentResponse` (ai.google.dev/api/generate-content). */
export function geminiResponse(answering: Answering): Json {
  const { plan, conversation } = answering;
  const parts = [
    ...shownThought(answering).map((text) => ({ text, thought: true })),
    ...(plan.text === '' ? [] : [{ text: plan.text, ...textSignature(answering) }]),
    ...callParts(answering),
  ];
  const candidates = Array.from({ length: conversation.choices }, (_, index) => ({
    content: { parts, role: 'model' },
    finishReason: finishReason(answering),
    index,
  }));
  return { candidates, ...metadata(answering, true) };
}

/**
 * The same in pieces: a call comes whole, the end has its reason, and a text's signature has an empty part of its own (docs "Thought
 * signatures").
 */
export function geminiChunks(answering: Answering): Json[] {
  const { plan, conversation } = answering;
  const signature = textSignature(answering);
  const parts: Json[] = [
    ...shownThought(answering)
      .flatMap((thought) => piecesOf(thought, plan.random))
      .map((text) => ({ text, thought: true })),
    ...piecesOf(plan.text, plan.random).map((text) => ({ text })),
  ];
  const calls = callParts(answering);
  const last = calls.length > 0 ? calls : [{ text: '', ...signature }];
  return [...parts.map((part) => [part]), last].flatMap((of, position, all) => {
    const isLast = position === all.length - 1;
    return Array.from({ length: conversation.choices }, (_, index) => ({
      candidates: [{ content: { parts: of, role: 'model' }, ...(isLast ? { finishReason: finishReason(answering) } : {}), index }],
      ...metadata(answering, isLast),
    }));
  });
}

function metadata({ conversation, requestId, usage }: Answering, isLast: boolean): Json {
  return {
    ...(usage === null ? {} : { usageMetadata: isLast ? geminiUsage(usage) : promptUsage(usage) }),
    modelVersion: conversation.model,
    responseId: idOf('', requestId),
  };
}

function finishReason({ plan }: Answering): string {
  if (plan.finish === 'content_filter') return 'SAFETY';
  return plan.finish === 'length' ? 'MAX_TOKENS' : 'STOP';
}

/** Models since 2.5 think; what they thought is shown to who asks for it. */
function thinks({ conversation }: Answering): boolean {
  return !/gemini-(1|2\.0)/.test(conversation.model);
}

function shownThought({ plan, body }: Answering): string[] {
  const { includeThoughts } = object(object(body['generationConfig'])['thinkingConfig']);
  return plan.reasoning !== null && includeThoughts === true ? [plan.reasoning] : [];
}

function textSignature(answering: Answering): Json {
  return answering.plan.reasoning !== null && thinks(answering) ? { thoughtSignature: signatureOf('gemini', 'text') } : {};
}

/** The first of parallel calls has the signature. Since Gemini 3 calls have ids. */
function callParts(answering: Answering): Json[] {
  return answering.plan.calls.map((call, position) => {
    const args = parsed(call.arguments);
    const signed = position === 0 && thinks(answering) ? { thoughtSignature: signatureOf('gemini', call.name + canonicalJson(args)) } : {};
    const id = /gemini-[3-9]/.test(answering.conversation.model) ? { id: call.id } : {};
    return { functionCall: { ...id, name: call.name, args }, ...signed };
  });
}

/** Cached tokens lie inside the prompt, thoughts beside the candidates. */
function geminiUsage(usage: PlannedUsage): Json {
  const candidates = usage.output - usage.reasoning;
  const prompt = promptTokens(usage);
  return {
    promptTokenCount: prompt,
    candidatesTokenCount: candidates,
    totalTokenCount: prompt + usage.output,
    ...(usage.cacheRead === 0 ? {} : { cachedContentTokenCount: usage.cacheRead, cacheTokensDetails: [{ modality: 'TEXT', tokenCount: usage.cacheRead }] }),
    promptTokensDetails: [
      { modality: 'TEXT', tokenCount: prompt - usage.audioInput },
      ...(usage.audioInput === 0 ? [] : [{ modality: 'AUDIO', tokenCount: usage.audioInput }]),
    ],
    candidatesTokensDetails: [{ modality: 'TEXT', tokenCount: candidates }],
    ...(usage.reasoning === 0 ? {} : { thoughtsTokenCount: usage.reasoning }),
  };
}

function promptUsage(usage: PlannedUsage): Json {
  return { promptTokenCount: promptTokens(usage), totalTokenCount: promptTokens(usage) };
}

function promptTokens(usage: PlannedUsage): number {
  return usage.input + usage.cacheRead + usage.audioInput;
}
