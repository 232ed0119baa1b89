import type { Encoding } from './tokenizers.ts';

/** To the thread that counts. */
export interface CountQuestion {
  readonly id: number;
  readonly encoding: Encoding;
  readonly texts: readonly string[];
}

/** And back. */
export type CountAnswer = { readonly id: number; readonly tokens: number } | { readonly id: number; readonly error: string };
