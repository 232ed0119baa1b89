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
  readonly imageInput: number;
  readonly imageOutput: number;
  /** What is no token, in the provider's own measure: searches, seconds of sound, images. */
  readonly units: number;
}

export const NO_USAGE: WireUsage = {
  uncachedInput: 0,
  cacheRead: 0,
  cacheWrite5m: 0,
  cacheWrite1h: 0,
  audioInput: 0,
  textOutput: 0,
  audioOutput: 0,
  reasoning: 0,
  imageInput: 0,
  imageOutput: 0,
  units: 0,
};

/** One response of a provider, as it passed by. */
export interface TapRecord {
  /** The provider's own name for the request, from its response headers, or from the answer where the headers have none. */
  readonly providerRequestId: string | null;
  /** The end user that the request named, where its dialect has a field for one. Campaigns mark their requests with it. */
  readonly endUser: string | null;
  /** As the request names it, in its body or its path. */
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
