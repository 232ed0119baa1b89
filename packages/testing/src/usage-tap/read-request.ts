import type { TapRecord } from './record.ts';
import { object, textOrNull, type Json } from './wires/wire.ts';

/** What a request says of itself: in its body, in its path, or in the fields of a form. */
export function readRequest(path: string, body: Buffer): Pick<TapRecord, 'endUser' | 'model' | 'isStream' | 'requestBytes'> {
  const asked = parse(body);
  return {
    endUser: endUser(asked),
    model: textOrNull(asked['model']) ?? modelInPath(path) ?? formField(body, 'model') ?? '',
    isStream: typeof asked['stream'] === 'boolean' ? asked['stream'] : streamsByPath(path) || formField(body, 'stream') === 'true',
    requestBytes: body.length,
  };
}

function parse(body: Buffer): Json {
  try {
    return object(JSON.parse(body.toString()));
  } catch {
    return {};
  }
}

/** `user` at OpenAI, `metadata.user_id` at Anthropic, `requestMetadata` at Bedrock, `labels` at Vertex. */
function endUser(asked: Json): string | null {
  const found = asked['user'] ?? object(asked['metadata'])['user_id'] ?? object(asked['requestMetadata'])['user'] ?? object(asked['labels'])['user'];
  return textOrNull(found ?? asked['safety_identifier']);
}

function modelInPath(path: string): string | null {
  const name = /\/(?:models|model|deployments)\/([^/:?]+)/.exec(path)?.[1];
  return name === undefined ? null : decodeURIComponent(name);
}

/** Ollama streams unless it is told not to. */
function streamsByPath(path: string): boolean {
  return /:stream|\/converse-stream$|^\/api\/chat$/.test(path);
}

function formField(body: Buffer, name: string): string | null {
  return new RegExp(`name="${name}"\r\n\r\n([^\r\n]*)\r\n`).exec(body.toString('latin1'))?.[1] ?? null;
}
