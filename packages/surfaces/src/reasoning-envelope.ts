import type { ReasoningFormat } from '@modelhub/providers/answer';

/** A proof of thinking, or thinking that only its provider can read, as clients keep it between turns. */
export interface SealedReasoning {
  readonly kind: 'signature' | 'encrypted';
  readonly format: ReasoningFormat;
  readonly data: string;
  /** The call of a tool that a signature belongs to, or the provider's own id of an encrypted thought. */
  readonly about: string | null;
}

const PREFIX = 'mh1';
const SEPARATOR = '.';
const KINDS: Readonly<Record<string, SealedReasoning['kind']>> = { s: 'signature', e: 'encrypted' };

/**
 * One text for all of it, for dialects that have a single field: `encrypted_content` of OpenAI's reasoning items, `signature` of Anthropic's thinking
 * blocks. It says whose the data is, so that a conversation that moves to another lab's model does not show one lab's proof to another.
 */
export function sealReasoning({ kind, format, data, about }: SealedReasoning): string {
  const letter = kind === 'signature' ? 's' : 'e';
  return [PREFIX, letter, format, about === null ? '' : Buffer.from(about).toString('base64url'), data].join(SEPARATOR);
}

/** What `sealReasoning` made; null for anything else, such as a provider's own text that went through untouched. */
export function openReasoning(text: string): SealedReasoning | null {
  const [prefix, letter = '', format = '', about = '', ...data] = text.split(SEPARATOR);
  const kind = KINDS[letter];
  if (prefix !== PREFIX || kind === undefined || format === '' || data.length === 0) return null;
  return {
    kind,
    format: format as ReasoningFormat,
    data: data.join(SEPARATOR),
    about: about === '' ? null : Buffer.from(about, 'base64url').toString('utf8'),
  };
}
