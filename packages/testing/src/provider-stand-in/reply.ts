import type { ChaosKind } from './chaos.ts';
import type { Answering, Dialect, Frame } from './dialects/dialect.ts';
import { planAnswer } from './plan-answer.ts';
import { NO_TOKENS } from './usage.ts';

/** What a provider sends when all goes well. */
export interface Reply {
  readonly type: string;
  /** The events of a stream, or the one body of a whole answer. */
  readonly frames: readonly Frame[];
  readonly isStream: boolean;
}

/** What chaos leaves whole, and still changes. */
export interface Mood {
  /** Which usage is told: the planned one, none, or zeros. */
  readonly reported: 'planned' | 'none' | 'zero';
  readonly ending: 'usual' | 'refusal' | 'content-filter';
}

export function moodUnder(chaos: ChaosKind | null): Mood {
  return {
    reported: chaos === 'no-usage' ? 'none' : chaos === 'zero-usage' ? 'zero' : 'planned',
    ending: chaos === 'refusal' || chaos === 'content-filter' ? chaos : 'usual',
  };
}

export function jsonReply(body: object): Reply {
  return { type: 'application/json', frames: [JSON.stringify(body)], isStream: false };
}

/** The answer to a conversation, in its dialect. */
export async function conversationReply(
  dialect: Dialect,
  asked: Pick<Answering, 'conversation' | 'requestId' | 'body' | 'request' | 'backend'>,
  options: Mood & { readonly isSandbox: boolean },
): Promise<Reply> {
  const plan = planAnswer(asked.conversation, options);
  const usage = options.reported === 'none' ? null : options.reported === 'zero' ? NO_TOKENS : plan.usage;
  const answering = { ...asked, plan, usage };
  if (asked.conversation.isStream) return { type: dialect.streamType, frames: await dialect.frames(answering), isStream: true };
  return jsonReply(await dialect.whole(answering));
}
