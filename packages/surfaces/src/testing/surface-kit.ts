import { comparable, foldStream, withoutBlanks, type Choice } from '@modelhub/providers/testing/captures';
import { chatSurface } from '../chat/surface.ts';
import { completionsSurface } from '../completions/surface.ts';
import { messagesSurface } from '../messages/surface.ts';
import { responsesSurface } from '../responses/surface.ts';
import { foldEvents } from '../responses/testing/fold-events.ts';
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
  {
    surface: completionsSurface,
    fold(stream) {
      const { choices, usage, isDone } = foldCompletions(stream);
      return { answer: { choices, usage }, isDone };
    },
    whole(body) {
      const { choices, usage } = JSON.parse(body) as { readonly choices: readonly { text: string; finish_reason: string }[]; readonly usage: unknown };
      return { choices: choices.map(({ text, finish_reason: reason }) => ({ text, reason })), usage };
    },
  },
  {
    surface: responsesSurface,
    fold(stream) {
      if (stream === '') return { answer: null, isDone: false };
      const { events, output, response } = foldEvents(stream);
      return { answer: comparableResponse({ ...response, output }), isDone: events.at(-1)?.type === `response.${String(response['status'])}` };
    },
    whole: (body) => comparableResponse(JSON.parse(body) as Readonly<Record<string, unknown>>),
  },
];

/** Blanks in arguments mean nothing, nor does the second at which the answer was complete. */
function comparableResponse({ completed_at: _at, output, ...response }: Readonly<Record<string, unknown>>): object {
  const items = (output as readonly Readonly<Record<string, unknown>>[]).map((item) =>
    typeof item['arguments'] === 'string' ? { ...item, arguments: withoutBlanks(item['arguments']) } : item,
  );
  return { ...response, output: items };
}

function foldCompletions(stream: string): { choices: { text: string; reason: string | null }[]; usage: unknown; isDone: boolean } {
  const choices: { text: string; reason: string | null }[] = [];
  let usage: unknown = null;
  const events = stream.split('\n\n').filter((event) => event !== '');
  for (const event of events.filter((data) => data !== 'data: [DONE]')) {
    const chunk = JSON.parse(event.slice('data: '.length)) as {
      choices: { index: number; text: string; finish_reason: string | null }[];
      usage?: unknown;
    };
    usage = chunk.usage ?? usage;
    for (const { index, text, finish_reason: reason } of chunk.choices) {
      const choice = (choices[index] ??= { text: '', reason: null });
      choice.text += text;
      choice.reason = reason ?? choice.reason;
    }
  }
  return { choices, usage, isDone: events.at(-1) === 'data: [DONE]' };
}
