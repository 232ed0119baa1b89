import type { Client } from './scenario.ts';
import { aiSdk } from './scenarios/ai-sdk.ts';
import { anthropicMessages } from './scenarios/anthropic.ts';
import { langchain } from './scenarios/langchain.ts';
import { llamaindex } from './scenarios/llamaindex.ts';
import { openaiAgents } from './scenarios/openai-agents.ts';
import { openaiChat } from './scenarios/openai-chat.ts';
import { openaiResponses } from './scenarios/openai-responses.ts';

/** Every client that people bring along. */
export const CLIENTS: readonly Client[] = [openaiChat, openaiResponses, anthropicMessages, ...aiSdk, ...langchain, ...llamaindex, ...openaiAgents];
