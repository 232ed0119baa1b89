export const API_VERSION = '2026-10-28.endive';

/** Fields that begin with an underscore are the stand-in's own and never leave it. */
export function publicView<T extends object>(record: T): Record<string, unknown> {
  return JSON.parse(JSON.stringify(record, (key, value: unknown) => (key.startsWith('_') ? undefined : value))) as Record<string, unknown>;
}
