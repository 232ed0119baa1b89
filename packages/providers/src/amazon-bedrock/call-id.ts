import { hash } from 'node:crypto';

/** `ToolUseId` of the API Reference: up to 64 of these. */
const CALL_ID = /^[\w.:-]{1,64}$/;
const SHORT_CALL_ID = /^[A-Za-z0-9]{9}$/;

/**
 * A call's id as the model takes it. Ids of other labs may be longer, or hold other letters; Mistral's models want nine letters and digits. The same id
 * always becomes the same one, so that call and result stay together.
 */
export function callId(id: string, { shortCallIds }: { readonly shortCallIds: boolean }): string {
  if (shortCallIds) return SHORT_CALL_ID.test(id) ? id : hash('sha256', id, 'hex').slice(0, 9);
  return CALL_ID.test(id) ? id : `call_${hash('sha256', id, 'hex').slice(0, 40)}`;
}
