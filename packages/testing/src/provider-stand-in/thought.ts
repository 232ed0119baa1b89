import { createHash } from 'node:crypto';

/** Whose: a provider takes no other's. Claude's are the same at Anthropic, Vertex and Bedrock. */
export type SignatureOwner = 'claude' | 'gemini' | 'openai';

export const THOUGHT = 'The question has two parts; the first decides the second.';

/** What a provider signs its reasoning with: it can tell again whose it is, and that nobody has changed what it is about. */
export function signatureOf(owner: SignatureOwner, subject: string): string {
  const proof = createHash('sha256').update(`${owner}:${subject}`).digest('base64');
  return Buffer.from(`${owner}:${proof}:${'thinking '.repeat(8)}`).toString('base64');
}

export function isSignatureOf(owner: SignatureOwner, subject: string, signature: unknown): boolean {
  return signature === signatureOf(owner, subject);
}
