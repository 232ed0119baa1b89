import { conversationOf, offeredTool, type Conversation } from '../conversation.ts';
import { canonicalJson, firstNumber, list, object, objects, stringOr, strings, type Json } from '../json.ts';
import { isSignatureOf } from '../thought.ts';
import { Transcript, type Turn } from '../transcript.ts';
import type { Dialect, ErrorAnswer, Failing } from './dialect.ts';
import { geminiChunks, geminiResponse } from './gemini-answer.ts';

type Errors = Readonly<Record<Failing, { readonly code: number; readonly status: string; readonly message: string }>>;

// ai.google.dev/gemini-api/docs/troubleshooting.
const GEMINI_ERRORS: Errors = {
  'server-error': { code: 500, status: 'INTERNAL', message: 'An internal error has occurred. Please retry.' },
  overloaded: { code: 503, status: 'UNAVAILABLE', message: 'The model is overloaded. Please try again later.' },
  'rate-limit': { code: 429, status: 'RESOURCE_EXHAUSTED', message: 'You exceeded your current quota, please check your plan and billing details.' },
  'invalid-key': { code: 400, status: 'INVALID_ARGUMENT', message: 'API key not valid. Please pass a valid API key.' },
  'bad-request': { code: 400, status: 'INVALID_ARGUMENT', message: '* GenerateContentRequest.contents: contents is not specified' },
};

// Vertex takes no keys but OAuth tokens (cloud.google.com, "Generative AI on Vertex AI inference API errors").
const VERTEX_ERRORS: Errors = {
  ...GEMINI_ERRORS,
  overloaded: { code: 503, status: 'UNAVAILABLE', message: 'The service is currently unavailable.' },
  'rate-limit': { code: 429, status: 'RESOURCE_EXHAUSTED', message: 'Resource exhausted. Please try again later.' },
  'invalid-key': { code: 401, status: 'UNAUTHENTICATED', message: 'Request had invalid authentication credentials. Expected OAuth 2 access token.' },
};

/** Google's `generateContent` and `streamGenerateContent` with server-sent events. */
export const gemini = geminiDialect(GEMINI_ERRORS);

/** The same at Vertex AI. */
export const vertexGemini = geminiDialect(VERTEX_ERRORS);

function geminiDialect(errors: Errors): Dialect {
  const error = (kind: Failing, about: { readonly message?: string } = {}): ErrorAnswer => googleError(errors, kind, about);
  return {
    requestIdHeader: null,
    streamType: 'text/event-stream',
    read: (body, path) => readRequest(body, { model: path.model ?? '', isStream: path.isStream === true }),
    refusal: (body, path) => forgedThought(body) ?? (isStrict(path.model) ? forgottenThought(body) : null),
    whole: geminiResponse,
    frames: (answering) => geminiChunks(answering).map(googleEvent),
    error,
    errorFrame: () => googleEvent(error('overloaded').body),
  };
}

/** Google ends the lines of its events as HTTP does. */
function googleEvent(data: Json): string {
  return `data: ${JSON.stringify(data)}\r\n\r\n`;
}

function googleError(errors: Errors, kind: Failing, { message }: { readonly message?: string }): ErrorAnswer {
  const error = errors[kind];
  const details =
    kind === 'rate-limit'
      ? [{ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '1s' }]
      : kind === 'invalid-key' && error.code === 400
        ? [{ '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason: 'API_KEY_INVALID', domain: 'googleapis.com' }]
        : [];
  return { status: error.code, body: { error: { ...error, message: message ?? error.message, ...(details.length === 0 ? {} : { details }) } } };
}

export function vertexError(kind: Failing): ErrorAnswer {
  return googleError(VERTEX_ERRORS, kind, {});
}

function readRequest(body: Json, path: { readonly model: string; readonly isStream: boolean }): Conversation {
  const config = object(body['generationConfig']);
  const thinking = object(config['thinkingConfig']);
  return conversationOf(readContents(body), {
    ...path,
    ...readTools(body),
    answerSchema: config['responseMimeType'] === 'application/json' ? object(config['responseJsonSchema'] ?? config['responseSchema']) : null,
    outputTokensMax: firstNumber(config['maxOutputTokens']),
    stopSequences: strings(config['stopSequences']),
    asksForThinking:
      thinking['thinkingBudget'] !== 0 &&
      (thinking['includeThoughts'] === true || thinking['thinkingLevel'] !== undefined || firstNumber(thinking['thinkingBudget']) !== null),
    choices: firstNumber(config['candidateCount']) ?? 1,
    seed: firstNumber(config['seed']),
    caching: 'automatic',
  });
}

function readContents(body: Json): Transcript {
  const transcript = new Transcript();
  transcript.system.push(...objects(object(body['systemInstruction'] ?? body['system_instruction'])['parts']).flatMap(({ text }) => [...strings(text)]));
  for (const { role, parts } of objects(body['contents'])) {
    for (const part of objects(parts)) {
      const { name, args, response } = { ...object(part['functionCall']), ...object(part['functionResponse']) };
      if (part['functionCall'] !== undefined) transcript.toolCall(stringOr(name, ''), args);
      else if (part['functionResponse'] !== undefined) transcript.toolResult(response);
      else if (part['thought'] !== true) readPart(transcript.turn(role === 'model' ? 'assistant' : 'user'), part);
    }
  }
  return transcript;
}

function readPart(turn: Turn, part: Json): void {
  if (typeof part['text'] === 'string' && part['text'] !== '') turn.texts.push(part['text']);
  const { mimeType } = object(part['inlineData'] ?? part['fileData']);
  if (typeof mimeType !== 'string') return;
  if (mimeType.startsWith('image/')) turn.images += 1;
  else if (mimeType.startsWith('audio/')) turn.audioClips += 1;
  else turn.documents += 1;
}

function readTools(body: Json): Pick<Conversation, 'tools' | 'toolChoice'> {
  const offered = objects(body['tools'])
    .flatMap(({ functionDeclarations }) => objects(functionDeclarations))
    .flatMap((tool) => offeredTool(tool, tool['parametersJsonSchema'] ?? tool['parameters']));
  const { mode, allowedFunctionNames } = object(object(body['toolConfig'])['functionCallingConfig']);
  const allowed = list(allowedFunctionNames);
  const tools = allowed.length === 0 ? offered : offered.filter(({ name }) => allowed.includes(name));
  const [only] = allowed;
  if (mode === 'NONE') return { tools, toolChoice: { kind: 'none' } };
  if (mode === 'ANY' && allowed.length === 1 && typeof only === 'string') return { tools, toolChoice: { kind: 'named', name: only } };
  return { tools, toolChoice: { kind: mode === 'ANY' ? 'required' : 'auto' } };
}

/** Instead of a signature, for calls that another model made (ai.google.dev/gemini-api/docs/thought-signatures). */
const FOREIGN_CALL_MARKS = ['skip_thought_signature_validator', 'context_engineering_is_the_way_to_go'];

function forgedThought(body: Json): string | null {
  for (const [position, { parts }] of objects(body['contents']).entries()) {
    for (const { functionCall, thoughtSignature } of objects(parts)) {
      if (functionCall === undefined || thoughtSignature === undefined || FOREIGN_CALL_MARKS.includes(stringOr(thoughtSignature, ''))) continue;
      const { name, args } = object(functionCall);
      const isGood = isSignatureOf('gemini', `${String(name)}${canonicalJson(args ?? {})}`, thoughtSignature);
      if (!isGood) return `Function call \`${String(name)}\` in the ${position + 1}. content block has an invalid \`thought_signature\`.`;
    }
  }
  return null;
}

function isStrict(model: string | null): boolean {
  return /gemini-[3-9]/.test(model ?? '');
}

/** Since Gemini 3 the first call of each step needs its signature, from the last words of the user on. */
function forgottenThought(body: Json): string | null {
  const contents = objects(body['contents']);
  const spoken = contents.findLastIndex(({ role, parts }) => role !== 'model' && objects(parts).some(({ text }) => text !== undefined));
  for (const [position, { parts }] of contents.entries()) {
    const first = objects(parts).find(({ functionCall }) => functionCall !== undefined);
    if (position <= spoken || first === undefined || first['thoughtSignature'] !== undefined) continue;
    return `Function call \`${String(object(first['functionCall'])['name'])}\` in the ${position + 1}. content block is missing a \`thought_signature\`.`;
  }
  return null;
}
