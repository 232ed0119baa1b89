import type { WireUsage } from '../record.ts';

export type Json = Readonly<Record<string, unknown>>;

/** What a provider has said so far of what an answer used. */
export interface Told {
  readonly usage: WireUsage | null;
  /** It is the last word. */
  readonly isFinal: boolean;
}

/** How one dialect reports. A message is a whole answer, or one event of a stream. */
export interface Wire {
  /** `before` holds where the message is silent. */
  usage(message: Json, before: Told): Told;
  /** Everything in the message that was written for a reader: text, calls, thoughts. */
  content(message: Json): readonly unknown[];
  /** The provider's name for the request, where it stands in the answer. */
  id?(message: Json): string | null;
}

export function object(value: unknown): Json {
  return typeof value === 'object' && value !== null ? (value as Json) : {};
}

export function objects(value: unknown): readonly Json[] {
  return Array.isArray(value) ? value.map(object) : [];
}

export function count(value: unknown): number {
  return Number.isSafeInteger(value) ? (value as number) : 0;
}

export function textOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
