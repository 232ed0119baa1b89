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

/** Which usage is told: the planned one, none, or zeros. */
export type Reported = 'planned' | 'none' | 'zero';

export function reportedUnder(chaos: ChaosKind | null): Reported {
  return chaos === 'no-usage' ? 'none' : chaos === 'zero-usage' ? 'zero' : 'planned';
}

export function jsonReply(body: object): Reply {
  return { type: 'application/json', frames: [JSON.stringify(body)], isStream: false };
}

/** The answer to a conversation, in its dialect. */
export async function conversationReply(
  dialect: Dialect,
  asked: Pick<Answering, 'conversation' | 'requestId' | 'body' | 'request' | 'backend'>,
  options: { readonly isSandbox: boolean; readonly reported: Reported },
): Promise<Reply> {
  const plan = planAnswer(asked.conversation, options);
  const usage = options.reported === 'none' ? null : options.reported === 'zero' ? NO_TOKENS : plan.usage;
  const answering = { ...asked, plan, usage };
  if (asked.conversation.isStream) return { type: dialect.streamType, frames: await dialect.frames(answering), isStream: true };
  return jsonReply(await dialect.whole(answering));
}
