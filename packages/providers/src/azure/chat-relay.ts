import type { StreamTranslator } from '../types.ts';
import { FilterNotes } from './filter-notes.ts';

const EMPTY = Buffer.alloc(0);

/** A relay of OpenAI's chunks that does not get to see Azure's notes. */
export function withoutFilterNotes(relay: StreamTranslator): StreamTranslator {
  const notes = new FilterNotes();
  return {
    push: (chunk) => relay.push(notes.push(chunk)),
    end() {
      const last = relay.push(notes.end());
      const terminal = relay.end();
      return relay.isComplete ? Buffer.concat([last, terminal]) : EMPTY;
    },
    fail: (error) => relay.fail(error),
    get usage() {
      return relay.usage;
    },
    get isUsageFinal() {
      return relay.isUsageFinal;
    },
    get finishReason() {
      return relay.finishReason;
    },
    get serviceTier() {
      return relay.serviceTier;
    },
    get outputTokensForwarded() {
      return relay.outputTokensForwarded;
    },
    get isComplete() {
      return relay.isComplete;
    },
    get error() {
      return relay.error;
    },
  };
}
