import { comparable, foldStream, type Choice } from '@modelhub/providers/testing/captures';
import { chatSurface } from '../chat/surface.ts';
import { messagesSurface } from '../messages/surface.ts';
import type { ConversationSurface } from '../types.ts';
import { foldMessages } from './fold-messages.ts';

/** A surface, and its answers in a form in which a streamed and a whole one are equal. */
export interface SurfaceKit {
  readonly surface: ConversationSurface;
  /** Throws on bytes that are no stream of the dialect. */
  readonly fold: (stream: string) => { readonly answer: unknown; readonly isDone: boolean };
  readonly whole: (body: string) => unknown;
}

export const SURFACE_KITS: readonly SurfaceKit[] = [
  {
    surface: chatSurface,
    fold(stream) {
      const { choices, usage, isDone } = foldStream(stream);
      return { answer: { choices: comparable(choices), usage }, isDone };
    },
    whole(body) {
      const { choices, usage } = JSON.parse(body) as { readonly choices: readonly Choice[]; readonly usage: unknown };
      return { choices: comparable(choices), usage };
    },
  },
  {
    surface: messagesSurface,
    fold(stream) {
      const { isDone, ...answer } = foldMessages(stream);
      return { answer: JSON.parse(JSON.stringify(answer)) as unknown, isDone };
    },
    whole(body) {
      const { content, stop_reason: stopReason, stop_sequence: stopSequence, usage } = JSON.parse(body) as Readonly<Record<string, unknown>>;
      return { content, stopReason, stopSequence, usage };
    },
  },
];
