/** What a completion writes at most when nothing is said (API reference, "max_tokens"). */
export const OUTPUT_TOKENS_DEFAULT = 16;
