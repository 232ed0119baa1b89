import type { Block } from '../anthropic/block.ts';

/** The cache point that `cache_control` on a part stands for: Anthropic marks the part itself, Converse puts a block behind it. */
export function cachePoint(part: Readonly<Record<string, unknown>>): Block[] {
  const mark = part['cache_control'] as { type?: unknown; ttl?: unknown } | null | undefined;
  if (mark?.type !== 'ephemeral') return [];
  return [{ cachePoint: { type: 'default', ...(mark.ttl === '5m' || mark.ttl === '1h' ? { ttl: mark.ttl } : {}) } }];
}

const CACHE_POINT = 'cachePoint';

/**
 * Cache points where Bedrock takes them. None may stand directly behind a document or a video: such a point moves behind the text that follows, or, if
 * there is none, before these. Two in a row are one, and there has to be something before it. A model without caching gets none.
 */
export function spreadCachePoints(blocks: readonly Block[], isSupported: boolean): Block[] {
  const spread: Block[] = [];
  let waiting: Block | null = null;
  for (const block of blocks) {
    if (!(CACHE_POINT in block)) {
      spread.push(block);
      if (waiting === null || isBulky(block)) continue;
      spread.push(waiting);
      waiting = null;
      continue;
    }
    const last = spread.at(-1);
    if (!isSupported || last === undefined) continue;
    if (CACHE_POINT in last) spread[spread.length - 1] = block;
    else if (isBulky(last)) waiting = block;
    else spread.push(block);
  }
  if (waiting === null) return spread;
  let at = spread.length;
  while (at > 0 && isBulky(spread[at - 1] as Block)) at -= 1;
  const before = spread[at - 1];
  if (before !== undefined && !(CACHE_POINT in before)) spread.splice(at, 0, waiting);
  return spread;
}

function isBulky(block: Block): boolean {
  return 'document' in block || 'video' in block;
}
