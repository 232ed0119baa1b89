import type { AimockBackend, BackendRequest } from '../aimock-backend.ts';
import type { ChaosKind } from '../chaos.ts';
import type { Conversation } from '../conversation.ts';
import type { Json } from '../json.ts';
import type { PlannedAnswer } from '../plan-answer.ts';
import type { PlannedUsage } from '../usage.ts';

export const FAILING = ['server-error', 'overloaded', 'rate-limit', 'invalid-key', 'bad-request'] as const satisfies readonly ChaosKind[];

/** The kinds of chaos that are a refusal in the dialect's own words. */
export type Failing = (typeof FAILING)[number];

export interface ErrorAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: Json;
}

/** What the path says where the body does not. */
export interface PathFacts {
  readonly model: string | null;
  readonly isStream: boolean | null;
}

/** An answer that is to be put into a dialect's form. */
export interface Answering {
  readonly conversation: Conversation;
  readonly plan: PlannedAnswer;
  /** Null where the provider is to report none. */
  readonly usage: PlannedUsage | null;
  readonly requestId: string;
  /** The request's body. */
  readonly body: Json;
  readonly request: BackendRequest;
  readonly backend: AimockBackend;
}

/** One piece of a stream as it is written: an event, a line, a message. */
export type Frame = string | Buffer;

/** How one provider speaks: how its requests are read, and how answers and errors look. */
export interface Dialect {
  /** The header by which it names a request, where it has one. */
  readonly requestIdHeader: string | null;
  readonly streamType: string;
  read(body: Json, path: PathFacts): Conversation;
  /** Why the provider would not take the request; null for one that is fine. */
  refusal?(body: Json, path: PathFacts): string | null;
  whole(answering: Answering): Json | Promise<Json>;
  frames(answering: Answering): readonly Frame[] | Promise<readonly Frame[]>;
  /** `message` instead of the usual one. */
  error(kind: Failing, about: { readonly requestId: string; readonly message?: string }): ErrorAnswer;
  /** Breaks a stream off. */
  errorFrame(requestId: string): Frame;
}

export const EVENT_STREAM = 'text/event-stream; charset=utf-8';

/** An event of a server-sent event stream. */
export function sse(data: unknown, event?: string): string {
  return `${event === undefined ? '' : `event: ${event}\n`}data: ${JSON.stringify(data)}\n\n`;
}

/** Ids look alike everywhere: a prefix and letters that nothing can be read from. */
export function idOf(prefix: string, requestId: string): string {
  return `${prefix}${requestId.replace(/^req_/, '')}`;
}
