/** `gen_…` and `resp_…` with the same digits are the same request, whoever answers it. */
export function responseIdOf(generationId: string): string {
  return `resp_${digitsOf(generationId)}`;
}

export function digitsOf(generationId: string): string {
  return generationId.slice(generationId.indexOf('_') + 1);
}
