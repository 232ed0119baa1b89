/**
 * JSON in which no number changes. Sixteen digits do not fit a double: an order number in the arguments of a tool call would come
 * out as another one.
 */
const LONG_NUMBER = /\d{16}/;

// "JSON.parse source text access" (ECMAScript, in Node since 22); the library typings of ES2024 do not have it yet.
const exact = JSON as unknown as {
  parse(text: string, reviver: (key: string, value: unknown, context: { readonly source?: string }) => unknown): unknown;
  rawJSON(text: string): unknown;
};

export function hasLongNumber(text: string): boolean {
  return LONG_NUMBER.test(text);
}

/** A number that `JSON.stringify` writes as it stands here, with every digit. */
export function exactNumber(decimal: string): unknown {
  return exact.rawJSON(decimal);
}

/**
 * Parses; a number that a double would change becomes an opaque value that `JSON.stringify` writes as it stood. Throws a SyntaxError.
 */
export function parseExactly(text: string): unknown {
  if (!hasLongNumber(text)) return JSON.parse(text) as unknown;
  return exact.parse(text, (_key, value, { source }) =>
    typeof value === 'number' && source !== undefined && String(value) !== source ? exact.rawJSON(source) : value,
  );
}
