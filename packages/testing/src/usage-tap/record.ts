/** Counts as the provider wrote them on the wire, taken apart so that nothing is counted in two fields. */
export interface WireUsage {
  readonly uncachedInput: number;
  readonly cacheRead: number;
  readonly cacheWrite5m: number;
  readonly cacheWrite1h: number;
  readonly audioInput: number;
  /** Reasoning included. */
  readonly textOutput: number;
  readonly audioOutput: number;
  readonly reasoning: number;
}

/** One response of a provider, as it passed by. */
export interface TapRecord {
  /** The provider's own name for the request, from its response headers. */
  readonly providerRequestId: string | null;
  /** The end user that the request named: `user` at OpenAI, `metadata.user_id` at Anthropic. Campaigns mark their requests with it. */
  readonly endUser: string | null;
  readonly model: string;
  readonly isStream: boolean;
  /** Of the request's body. */
  readonly requestBytes: number;
  readonly status: number;
  /** What the provider has said so far; in a stream of Anthropic's the prompt is told at the start. */
  readonly usage: WireUsage | null;
  /** The usage is the provider's last word. */
  readonly isUsageFinal: boolean;
  /** `complete`: all of it went to the caller. `left`: the caller closed before. `broken`: the provider ended early. */
  readonly ending: 'complete' | 'left' | 'broken';
  /** Bytes of text, tool calls and thinking that went to the caller, and the events of a stream that carried them. */
  readonly contentBytes: number;
  readonly contentEvents: number;
  readonly startedAtMs: number;
  readonly endedAtMs: number;
}
