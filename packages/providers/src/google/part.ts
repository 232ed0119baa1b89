/** One part of a content, as it goes to Gemini. */
export type Part = Record<string, unknown>;

/** A turn of the conversation. */
export interface Content {
  readonly role: 'user' | 'model';
  readonly parts: Part[];
}
