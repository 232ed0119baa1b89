import type OpenAI from 'openai';
import type { Conversation, UserTurn } from '../conversations/generate.ts';
import { toolResult } from '../conversations/tools.ts';
import { Seeded } from '../seeded.ts';
import { ask, type Seen } from './ask.ts';
import type { DoneWatch } from './done-watch.ts';

/** One request as it was sent and what came of it. */
export interface Exchange {
  readonly conversation: Conversation;
  /** In the request's `user` field; unique. */
  readonly marker: string;
  readonly images: number;
  readonly messages: number;
  readonly startedAtMs: number;
  readonly endedAtMs: number;
  readonly seen: Seen;
}

export interface Client {
  readonly openai: OpenAI;
  readonly done: DoneWatch;
}

/** An application asks again when an answer breaks off; a long stream meets several kills in a row. */
const TRIES = 24;
/** Rounds of tool calls in one turn. */
const TOOL_ROUNDS = 3;
/** A stream can be over before the client means to leave; then it asks once more. */
const LEAVES = 3;

/** Holds a conversation turn by turn, each with all that went before. Reports every request; stops at a turn that never got its answer. */
export async function holdConversation(client: Client, conversation: Conversation, report: (exchange: Exchange) => void): Promise<void> {
  const random = new Seeded(conversation.seed);
  const messages: OpenAI.ChatCompletionMessageParam[] = conversation.system === null ? [] : [{ role: 'system', content: conversation.system }];
  let requests = 0;
  const send = async (turn: UserTurn, leaveAfterChunks: number | null): Promise<Seen> => {
    const marker = `${conversation.id}/${requests}`;
    requests += 1;
    const body = { ...conversation.settings, model: conversation.model, messages: [...messages], user: marker };
    const startedAtMs = Date.now();
    const seen = await ask(client.openai, client.done, { body, isStream: turn.isStream, includeUsage: turn.includeUsage, leaveAfterChunks });
    report({ conversation, marker, images: countImages(messages), messages: messages.length, startedAtMs, endedAtMs: Date.now(), seen });
    return seen;
  };
  for (const [index, turn] of conversation.turns.entries()) {
    messages.push({ role: 'user', content: turn.content });
    const isLast = index === conversation.turns.length - 1;
    if (isLast && conversation.leaveAfterChunks !== null) {
      await leaveInTheMiddle(send, turn, conversation.leaveAfterChunks);
      return;
    }
    for (let round = 0; round < TOOL_ROUNDS; round += 1) {
      const seen = await completed(send, turn);
      if (seen === null) return;
      messages.push(seen.message);
      const calls = seen.message.role === 'assistant' ? (seen.message.tool_calls ?? []) : [];
      if (calls.length === 0) break;
      for (const call of calls) {
        if (call.type === 'function') messages.push({ role: 'tool', tool_call_id: call.id, content: toolResult(call.function.name, random) });
      }
    }
  }
}

type Send = (turn: UserTurn, leaveAfterChunks: number | null) => Promise<Seen>;

async function completed(send: Send, turn: UserTurn): Promise<Extract<Seen, { kind: 'complete' }> | null> {
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const seen = await send(turn, null);
    if (seen.kind === 'complete') return seen;
  }
  return null;
}

async function leaveInTheMiddle(send: Send, turn: UserTurn, afterChunks: number): Promise<void> {
  for (let attempt = 0; attempt < LEAVES; attempt += 1) {
    const seen = await send(turn, Math.max(1, Math.floor(afterChunks / (attempt + 1))));
    if (seen.kind === 'left') return;
  }
}

function countImages(messages: readonly OpenAI.ChatCompletionMessageParam[]): number {
  const parts = messages.flatMap((message): { type: string }[] => (Array.isArray(message.content) ? message.content : []));
  return parts.filter((part) => part.type === 'image_url').length;
}
