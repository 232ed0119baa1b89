import { parentPort } from 'node:worker_threads';
import type { CountAnswer, CountQuestion } from './count-messages.ts';
import type { Encoding } from './tokenizers.ts';

type Count = (text: string) => number;

/** Vocabularies take a second to load and stay then. */
const encodings = new Map<Encoding, Promise<Count>>();

async function load(encoding: Encoding): Promise<Count> {
  const { countTokens } = encoding === 'cl100k_base' ? await import('gpt-tokenizer/encoding/cl100k_base') : await import('gpt-tokenizer/encoding/o200k_base');
  // What looks like a special token in a prompt is text.
  return (text) => countTokens(text, { disallowedSpecial: new Set() });
}

parentPort?.on('message', ({ id, encoding, texts }: CountQuestion) => {
  const loading = encodings.get(encoding) ?? load(encoding);
  encodings.set(encoding, loading);
  loading.then(
    (count) => answer({ id, tokens: texts.reduce((sum, text) => sum + count(text), 0) }),
    (error: unknown) => answer({ id, error: String(error) }),
  );
});

function answer(message: CountAnswer): void {
  parentPort?.postMessage(message);
}
