import type { StreamTranslator } from '../types.ts';
import { FilterNotes } from './filter-notes.ts';

/** A relay of OpenAI's chunks that does not get to see Azure's notes. */
export function withoutFilterNotes(relay: StreamTranslator): StreamTranslator {
  const notes = new FilterNotes();
  return {
    push: (chunk) => relay.push(notes.push(chunk)),
    end() {
      const last = relay.push(notes.end());
      return last.length === 0 ? relay.end() : Buffer.concat([last, relay.end()]);
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
