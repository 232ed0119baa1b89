/** One block of a message's content, as it goes to Anthropic. */
export type Block = Record<string, unknown>;
