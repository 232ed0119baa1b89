/** Cuts a stream into messages, fed with bytes that are split anywhere. */
export interface Framing {
  read(bytes: Buffer): readonly Message[];
}

export type Message = Readonly<Record<string, unknown>>;

/** Null for what is no object in JSON. */
export function parseMessage(text: string): Message | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Message) : null;
  } catch {
    return null;
  }
}
