import { chatSurface } from '@modelhub/surfaces/chat';
import { completionsSurface } from '@modelhub/surfaces/completions';
import { ConversationCall } from '@modelhub/surfaces/conversation-call';
import { messagesSurface } from '@modelhub/surfaces/messages';
import type { ConversationSurface } from '@modelhub/surfaces/types';
import { handleRequest } from '../pipeline/handle-request.ts';
import { asksForNotes } from '../pipeline/route-notes.ts';
import { errorFormOf } from '../plugins/errors.ts';
import type { JsonHandler } from './json-request.ts';

/** Dialects of conversations, by their paths. */
const SURFACES: Readonly<Record<string, ConversationSurface>> = {
  '/v1/chat/completions': chatSurface,
  '/v1/messages': messagesSurface,
  '/v1/completions': completionsSurface,
};

export const conversationHandlers: readonly (readonly [string, JsonHandler])[] = Object.entries(SURFACES).map(([path, surface]) => {
  const errorForm = errorFormOf(path);
  return [
    path,
    (gateway, { requestId, principal, receivedAtMs, headers, body, client }) => {
      const readCall = (): ConversationCall => new ConversationCall(surface, { body, headers });
      return handleRequest(gateway, { requestId, principal, receivedAtMs, client, errorForm, readCall, wantsMetadata: asksForNotes(headers) });
    },
  ];
});
