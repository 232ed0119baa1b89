import { fieldsOf } from '../openai/tell-choice.ts';
import type { Part } from './part.ts';

/** Whose signatures they are, in OpenRouter's spelling. */
export const GEMINI_FORMAT = 'google-gemini-v1';

/** Stands for the signature of a call that another lab's model made (ai.google.dev, "Thought signatures", FAQ). */
export const FOREIGN_CALL = 'skip_thought_signature_validator';

export interface Signatures {
  /** Thoughts that were signed as such. */
  readonly thoughts: Part[];
  readonly ofCalls: ReadonlyMap<string, string>;
  /** Of everything else, in the order in which they came. */
  readonly ofParts: string[];
}

/**
 * Where the signatures of an assistant's message belong: Google wants each of them back on the part that it came with. Some clients join the parts of a
 * stream, others only line them up: text of a thought is put before the signature that follows. What another lab's model thought is left out.
 */
export function signaturesOf(details: unknown, callIds: ReadonlySet<string>): Signatures {
  const thoughts: Part[] = [];
  const ofCalls = new Map<string, string>();
  const ofParts: string[] = [];
  let text = '';
  for (const value of Array.isArray(details) ? (details as readonly unknown[]) : []) {
    const detail = fieldsOf(value);
    if (detail['format'] !== undefined && detail['format'] !== null && detail['format'] !== GEMINI_FORMAT) continue;
    if (detail['type'] === 'reasoning.encrypted' && typeof detail['data'] === 'string' && detail['format'] === GEMINI_FORMAT) {
      text = '';
      const { id, data } = detail;
      if (typeof id === 'string' && callIds.has(id)) ofCalls.set(id, data);
      else ofParts.push(data);
    }
    if (detail['type'] !== 'reasoning.text') continue;
    if (typeof detail['text'] === 'string') text += detail['text'];
    if (typeof detail['signature'] !== 'string' || detail['signature'] === '' || detail['format'] !== GEMINI_FORMAT) continue;
    if (text === '') ofParts.push(detail['signature']);
    else thoughts.push({ text, thought: true, thoughtSignature: detail['signature'] });
    text = '';
  }
  return { thoughts, ofCalls, ofParts };
}
