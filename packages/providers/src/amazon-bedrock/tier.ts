/** The tier that served, in Bedrock's words; null where it does not say. */
export function tierOf(value: unknown): string | null {
  const type = (value as { type?: unknown } | null | undefined)?.type;
  return typeof type === 'string' ? type : null;
}
