/** `gen_` and the event's UUID without dashes: the id that a customer got with the answer. */
export function generationIdOf(eventId: string): string {
  return `gen_${eventId.replaceAll('-', '')}`;
}

/** The event id in a generation id. */
export function eventIdOf(generationId: string): string {
  const hex = generationId.slice('gen_'.length);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** The smallest UUIDv7 of a millisecond: ids from it on are of that moment or later. */
export function firstEventIdAt(ms: number): string {
  return eventIdOf(`gen_${ms.toString(16).padStart(12, '0')}${'0'.repeat(20)}`);
}
