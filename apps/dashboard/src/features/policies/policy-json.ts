import type { PolicyDocument } from './policy-document.ts';
import { documentOf, formOf } from './policy-form.ts';

export type PolicyJson =
  | { readonly kind: 'policy'; readonly document: PolicyDocument }
  /** JSON that the cards cannot show without losing something of it. */
  | { readonly kind: 'strange'; readonly json: unknown }
  | { readonly kind: 'no-json'; readonly message: string };

/** What somebody typed as JSON. Anything finer than its shape is for the reader of policies to judge. */
export function readPolicyJson(text: string): PolicyJson {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    return { kind: 'no-json', message: `This is no JSON yet: ${error instanceof Error ? error.message : 'it cannot be read'}` };
  }
  return isShowable(json) ? { kind: 'policy', document: json } : { kind: 'strange', json };
}

function isShowable(json: unknown): json is PolicyDocument {
  try {
    return canonical(documentOf(formOf(json as PolicyDocument))) === canonical(json);
  } catch {
    // Something is no list or object where a policy has one.
    return false;
  }
}

/** The same text for documents that mean the same: sorted keys, nothing empty, and no difference between `2.5` and `"2.5"` or `"a"` and `["a"]`. */
function canonical(value: unknown): string {
  return JSON.stringify(plain(value));
}

function plain(value: unknown): unknown {
  if (typeof value === 'number') return String(value);
  if (Array.isArray(value)) return value.length === 1 && typeof value[0] === 'string' ? value[0] : value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).flatMap(([key, item]) => (isEmpty(item) ? [] : [[key, plain(item)] as const]));
  return Object.fromEntries(entries.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

function isEmpty(value: unknown): boolean {
  return value === null || value === '' || (typeof value === 'object' && Object.keys(value).length === 0);
}
