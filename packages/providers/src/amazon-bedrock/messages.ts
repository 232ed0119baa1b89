import { catalog } from '@modelhub/catalog/catalog';
import type { Endpoint, Modality } from '@modelhub/catalog/types';
import type { Block } from '../anthropic/block.ts';
import { pictureInFile } from '../anthropic/messages.ts';
import { invalid, unsupported } from '../dialect/refusal.ts';
import { parseExactly } from '../exact-json.ts';
import { cachePoint, spreadCachePoints } from './cache-points.ts';
import { callId } from './call-id.ts';
import { bedrockModel, type BedrockModel } from './families.ts';
import { audioBlock, documentBlock, documentNames, imageBlock, videoBlock } from './media.ts';
import { reasoningBlocks } from './reasoning.ts';

type Json = Readonly<Record<string, unknown>>;

export interface BedrockMessage {
  readonly role: 'user' | 'assistant';
  readonly content: Block[];
}

export interface TranslatedMessages {
  readonly system: Block[];
  readonly messages: BedrockMessage[];
  /** Names of the tools that were called so far: Bedrock wants to know tools whose calls it is shown. */
  readonly calledTools: readonly string[];
}

interface Translation {
  readonly upstreamModel: string;
  /** What the model takes in. */
  readonly input: readonly Modality[];
  readonly model: BedrockModel;
  readonly nameOf: (wanted: string) => string;
}

/**
 * OpenAI's messages as those of Converse: system and developer texts go to the front, tool results become blocks of the user's turn, and neighbours of
 * one role are joined, as turns have to alternate.
 */
export function translateMessages(list: readonly unknown[], { upstreamModel, model: modelId }: Endpoint): TranslatedMessages {
  const input = catalog.findModel(modelId)?.input ?? [];
  const translation: Translation = { upstreamModel, input, model: bedrockModel(upstreamModel), nameOf: documentNames() };
  const system: Block[] = [];
  const messages: (BedrockMessage & { readonly path: string })[] = [];
  const calledTools = new Set<string>();
  const say = (role: BedrockMessage['role'], content: readonly Block[], path: string): void => {
    const last = messages.at(-1);
    if (last?.role === role) last.content.push(...content);
    else if (content.length > 0) messages.push({ role, content: [...content], path });
  };
  for (const [index, value] of list.entries()) {
    const path = `messages[${index}]`;
    const message = asObject(value, path);
    switch (message['role']) {
      case 'system':
      case 'developer':
        system.push(...textBlocks(message['content'], `${path}.content`));
        break;
      case 'user':
        say('user', userBlocks(message['content'], `${path}.content`, translation), path);
        break;
      case 'assistant': {
        const blocks = assistantBlocks(message, path, translation);
        for (const { toolUse } of blocks) if (toolUse !== undefined) calledTools.add((toolUse as { name: string }).name);
        say('assistant', blocks, path);
        break;
      }
      case 'tool':
        say('user', toolResult(message, path, translation), path);
        break;
      default:
        throw invalid(`${path}.role`, `Role ${JSON.stringify(message['role'])} is not known.`);
    }
  }
  for (const { content, path } of messages) checkTurn(content, path, translation.model);
  const { cachePoints } = translation.model;
  return {
    system: spreadCachePoints(system, cachePoints !== 'nowhere'),
    messages: messages.map(({ role, content }) => ({ role, content: spreadCachePoints(withText(content), cachePoints !== 'nowhere') })),
    calledTools: [...calledTools],
  };
}

/** What Bedrock would refuse in a turn: to others the request may well go. */
function checkTurn(content: readonly Block[], path: string, { notBesideResults }: BedrockModel): void {
  const others = content.filter((block) => !('toolResult' in block) && !('cachePoint' in block));
  const hasDocument = others.some((block) => 'document' in block || 'video' in block);
  if (others.length < content.length && content.some((block) => 'toolResult' in block)) {
    if (notBesideResults === 'anything' && others.length > 0)
      throw unsupported(path, 'This model takes no message of the user between the results of tools and its own next turn.');
    if (notBesideResults === 'documents' && hasDocument) throw unsupported(path, 'This model takes no files next to the results of tools.');
  }
}

/** Bedrock takes files only with a text beside them. What a client says of its files without a word is what they are called. */
function withText(content: readonly Block[]): readonly Block[] {
  const names = content.flatMap(({ document }) => (document === undefined ? [] : [(document as { name: string }).name]));
  return names.length === 0 || content.some((block) => 'text' in block) ? content : [...content, { text: names.join(', ') }];
}

function userBlocks(content: unknown, path: string, { nameOf, input }: Translation): Block[] {
  if (!Array.isArray(content)) return textBlocks(content, path);
  return content.flatMap((value, index) => {
    const at = `${path}[${index}]`;
    const part = asObject(value, at);
    switch (part['type']) {
      case 'text':
        return textBlock(part, at);
      case 'image_url':
        return [imageBlock(part, at), ...cachePoint(part)];
      case 'file': {
        const picture = pictureInFile(part);
        return [picture === null ? documentBlock(part, at, nameOf) : imageBlock({ image_url: { url: picture } }, at), ...cachePoint(part)];
      }
      case 'input_audio':
        if (!input.includes('audio')) throw unsupported(`${at}.type`, 'This model hears no audio.');
        return [audioBlock(part, at), ...cachePoint(part)];
      case 'video_url':
        if (!input.includes('video')) throw unsupported(`${at}.type`, 'This model sees no videos.');
        return [videoBlock(part, at), ...cachePoint(part)];
      default:
        throw unsupported(`${at}.type`, `Content of type ${JSON.stringify(part['type'])} is not supported by this model.`);
    }
  });
}

function assistantBlocks(message: Json, path: string, { upstreamModel, model }: Translation): Block[] {
  for (const field of ['audio', 'function_call']) {
    if (message[field] !== undefined && message[field] !== null) throw unsupported(`${path}.${field}`);
  }
  const blocks = reasoningBlocks(message['reasoning_details'], upstreamModel);
  if (message['content'] !== null && message['content'] !== undefined) blocks.push(...textBlocks(message['content'], `${path}.content`));
  if (typeof message['refusal'] === 'string' && message['refusal'] !== '') blocks.push({ text: message['refusal'] });
  const calls = message['tool_calls'];
  if (Array.isArray(calls)) blocks.push(...calls.map((call, index) => toolUse(call, `${path}.tool_calls[${index}]`, model)));
  return blocks;
}

function toolUse(value: unknown, path: string, model: BedrockModel): Block {
  const call = asObject(value, path);
  if (call['type'] !== undefined && call['type'] !== 'function') throw unsupported(`${path}.type`, 'Only function tools are supported by this model.');
  const fn = asObject(call['function'], `${path}.function`);
  if (typeof call['id'] !== 'string') throw invalid(`${path}.id`, 'A tool call needs an id.');
  if (typeof fn['name'] !== 'string') throw invalid(`${path}.function.name`, 'A tool call needs the name of its function.');
  const input = toolInput(fn['arguments'], `${path}.function.arguments`);
  return { toolUse: { toolUseId: callId(call['id'], model), name: fn['name'], input } };
}

/** A model of another lab may have written arguments that are no JSON object: as a call they cannot be shown here. */
function toolInput(text: unknown, path: string): unknown {
  if (text === undefined || text === null) return {};
  if (typeof text !== 'string') throw invalid(path, 'The arguments of a tool call are a text.');
  if (text.trim() === '') return {};
  let input: unknown;
  try {
    input = parseExactly(text);
  } catch {
    throw invalid(path, 'The arguments of a tool call must be JSON.');
  }
  return asObject(input, path);
}

function toolResult(message: Json, path: string, translation: Translation): Block[] {
  const { model } = translation;
  if (typeof message['tool_call_id'] !== 'string') throw invalid(`${path}.tool_call_id`, 'A tool message names the call it answers.');
  const parts = userBlocks(message['content'], `${path}.content`, translation);
  const content = parts.filter((block) => !('cachePoint' in block));
  for (const block of content) {
    const medium = Object.keys(block)[0] as string;
    if (medium !== 'text' && !model.resultMedia.includes(medium as 'image'))
      throw unsupported(`${path}.content`, `The result of a tool may hold no ${medium} for this model.`);
  }
  const status = model.resultStatus && typeof message['is_error'] === 'boolean' ? { status: message['is_error'] ? 'error' : 'success' } : {};
  const marks = [...parts.filter((block) => 'cachePoint' in block), ...cachePoint(message)];
  return [{ toolResult: { toolUseId: callId(message['tool_call_id'], model), content, ...status } }, ...marks.slice(-1)];
}

function textBlocks(content: unknown, path: string): Block[] {
  if (typeof content === 'string') return content === '' ? [] : [{ text: content }];
  if (!Array.isArray(content)) throw invalid(path, 'Content must be a text or a list of parts.');
  return content.flatMap((value, index) => {
    const at = `${path}[${index}]`;
    const part = asObject(value, at);
    if (part['type'] === 'refusal') return textBlock({ text: part['refusal'] }, at);
    if (part['type'] !== 'text') throw unsupported(`${at}.type`, 'Only text is supported here by this model.');
    return textBlock(part, at);
  });
}

/** Empty texts are left out: Bedrock refuses them. */
function textBlock(part: Json, path: string): Block[] {
  if (typeof part['text'] !== 'string') throw invalid(`${path}.text`, 'A text part needs a text.');
  return part['text'] === '' ? [] : [{ text: part['text'] }, ...cachePoint(part)];
}

function asObject(value: unknown, path: string): Json {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw invalid(path, 'Expected an object.');
  return value as Json;
}
