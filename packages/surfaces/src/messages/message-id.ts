/** The id of a message whose provider gives none of Anthropic's form. */
export function messageId(generationId: string): string {
  return generationId.replace(/^gen_/, 'msg_');
}
