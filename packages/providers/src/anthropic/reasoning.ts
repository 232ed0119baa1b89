import type { Block } from './block.ts';

/**
 * Thinking as `reasoning_details`, in OpenRouter's spelling, which clients already keep and send back. Anthropic refuses to continue
 * a tool loop without the signature, and refuses a text that is not the signed one.
 */
export const REASONING_FORMAT = 'anthropic-claude-v1';

/**
 * The thinking blocks that the details stand for. Some clients join the parts of a stream, others only line them up: text without a
 * signature is put before the signature that follows. What another lab's model thought is left out, Claude could not verify it.
 */
export function thinkingBlocks(details: unknown): Block[] {
  if (!Array.isArray(details)) return [];
  const blocks: Block[] = [];
  let text = '';
  for (const value of details as readonly unknown[]) {
    const detail = (typeof value === 'object' && value !== null ? value : {}) as Readonly<Record<string, unknown>>;
    if (detail['format'] !== undefined && detail['format'] !== null && detail['format'] !== REASONING_FORMAT) continue;
    if (detail['type'] === 'reasoning.encrypted' && typeof detail['data'] === 'string') {
      text = '';
      blocks.push({ type: 'redacted_thinking', data: detail['data'] });
    }
    if (detail['type'] !== 'reasoning.text') continue;
    if (typeof detail['text'] === 'string') text += detail['text'];
    if (typeof detail['signature'] !== 'string' || detail['signature'] === '') continue;
    blocks.push({ type: 'thinking', thinking: text, signature: detail['signature'] });
    text = '';
  }
  return blocks;
}

/** A turn of any of Claude's dialects. */
interface Turn {
  readonly role: string;
  readonly content: readonly Block[];
}

/**
 * Whether the last turn of the assistant calls tools without the thinking that came before. Plain OpenAI clients do not send `reasoning_details` back,
 * and Claude then refuses to go on while it thinks within a budget (platform.claude.com, "Extended thinking", "Preserving thinking blocks": turn it
 * off for the rest of the turn); models that think adaptively take such a turn ("Adaptive thinking").
 */
export function forgotThought(turns: readonly Turn[], names: { readonly call: string; readonly thoughts: readonly string[] }): boolean {
  const isOneOf = (block: Block, kinds: readonly string[]): boolean => kinds.some((kind) => block['type'] === kind || block[kind] !== undefined);
  const content = turns.findLast(({ role }) => role === 'assistant')?.content ?? [];
  const [first] = content;
  return first !== undefined && !isOneOf(first, names.thoughts) && content.some((block) => isOneOf(block, [names.call]));
}
