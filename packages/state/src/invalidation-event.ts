import type { Invalidation } from './shared-state.ts';

/** An announcement as it travels, or null for text that is not one. */
export function parseInvalidation(text: string): Invalidation | null {
  try {
    const { kind, id } = JSON.parse(text) as { kind?: unknown; id?: unknown };
    if (typeof id !== 'string' || (kind !== 'api-key' && kind !== 'organization')) return null;
    return { kind, id };
  } catch {
    return null;
  }
}
