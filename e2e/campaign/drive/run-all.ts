import OpenAI from 'openai';
import type { Conversation } from '../conversations/generate.ts';
import type { Instance } from '../instance/start.ts';
import { watchForDone } from './done-watch.ts';
import { holdConversation, type Client, type Exchange } from './hold-conversation.ts';

/** With waits from half a second on, doubling to eight, this outlasts the longest restart. */
const SDK_RETRIES = 8;

export interface RunOptions {
  readonly concurrency: number;
  readonly onExchange: (exchange: Exchange) => void;
  readonly onConversation: (held: number) => void;
}

/** Holds all conversations, so many at once. */
export async function runAll(instance: Instance, conversations: readonly Conversation[], options: RunOptions): Promise<void> {
  const clients = instance.tenants.map((tenant) => tenant.apiKeys.map((apiKey) => clientOf(instance, apiKey)));
  const waiting = conversations.values();
  let held = 0;
  await Promise.all(
    Array.from({ length: options.concurrency }, async () => {
      for (const conversation of waiting) {
        const ofTenant = clients[conversation.tenant] ?? [];
        const client = ofTenant[conversation.seed % ofTenant.length];
        if (client === undefined) throw new Error(`no client for tenant ${conversation.tenant}`);
        if (conversation.chaos !== null) instance.provider.addChaos({ kind: conversation.chaos, containing: `"${conversation.id}/0"` });
        await holdConversation(client, conversation, options.onExchange);
        held += 1;
        options.onConversation(held);
      }
    }),
  );
}

function clientOf(instance: Instance, apiKey: string): Client {
  const done = watchForDone();
  return { openai: new OpenAI({ baseURL: `${instance.gatewayUrl}/v1`, apiKey, maxRetries: SDK_RETRIES, timeout: 120_000, fetch: done.fetch }), done };
}
