import { canonicalJson, object, parsed } from './json.ts';

export interface Turn {
  readonly role: 'user' | 'assistant' | 'tool';
  readonly texts: string[];
  readonly calls: string[];
  images: number;
  audioClips: number;
  documents: number;
}

/**
 * What was said in a conversation, free of the form in which a dialect says it: system prompts first, neighbours of one role as one turn, each
 * result of a tool as a turn of its own, no ids, no reasoning. One conversation in two dialects has one transcript.
 */
export class Transcript {
  readonly system: string[] = [];
  readonly turns: Turn[] = [];

  /** The turn that goes on, or a new one. */
  turn(role: 'user' | 'assistant'): Turn {
    const last = this.turns.at(-1);
    return last?.role === role ? last : this.#begin(role);
  }

  /** Texts of a result count by what they say: JSON in any spelling, and bare or in an envelope of one field, is the same. */
  toolResult(value: unknown): Turn {
    const content = unwrapped(value);
    const turn = this.#begin('tool');
    turn.texts.push(typeof content === 'string' ? content : canonicalJson(content));
    return turn;
  }

  toolCall(name: string, args: unknown): void {
    this.turn('assistant').calls.push(`${name}(${canonicalJson(typeof args === 'string' ? parsed(args) : (args ?? {}))})`);
  }

  #begin(role: Turn['role']): Turn {
    const turn: Turn = { role, texts: [], calls: [], images: 0, audioClips: 0, documents: 0 };
    this.turns.push(turn);
    return turn;
  }
}

/** Gemini and Bedrock take objects only, so that a text travels as a field of one. */
const ENVELOPES = ['output', 'result', 'content', 'text'];

function unwrapped(value: unknown): unknown {
  const content = typeof value === 'string' ? parsed(value) : value;
  const fields = Object.entries(object(content));
  const [only] = fields;
  return only !== undefined && fields.length === 1 && ENVELOPES.includes(only[0]) ? unwrapped(only[1]) : content;
}
