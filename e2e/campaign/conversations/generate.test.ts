import { describe, expect, it } from 'vitest';
import { generateConversations, KINDS, type Conversation } from './generate.ts';

const MIX = { conversations: 500, tenants: 4, cancel: 0.2, chaos: 0.06, seed: 1 };

/** What a model would read first. */
const opening = ({ system, turns, model }: Conversation): string => JSON.stringify([model, system, turns[0]?.content]);

describe('generated conversations', () => {
  const conversations = generateConversations(MIX);

  it('are all different, and the same again for the same seed', () => {
    expect(new Set(conversations.map(opening)).size).toBe(500);
    expect(generateConversations(MIX)).toEqual(conversations);
    const others = new Set(generateConversations({ ...MIX, seed: 2 }).map(opening));
    expect(conversations.filter((conversation) => others.has(opening(conversation))).length).toBeLessThan(5);
  });

  it('have every kind, model, tenant and way of delivery', () => {
    expect(new Set(conversations.map(({ kind }) => kind))).toEqual(new Set(KINDS));
    expect(new Set(conversations.map(({ model }) => model)).size).toBe(9);
    expect(new Set(conversations.map(({ tenant }) => tenant))).toEqual(new Set([0, 1, 2, 3]));
    const turns = conversations.flatMap((conversation) => conversation.turns);
    expect(turns.some((turn) => turn.isStream && turn.includeUsage)).toBe(true);
    expect(turns.some((turn) => turn.isStream && !turn.includeUsage)).toBe(true);
    expect(turns.some((turn) => !turn.isStream)).toBe(true);
    expect(conversations.some((conversation) => conversation.turns.length >= 3)).toBe(true);
  });

  it('are left by a fifth of their clients, always in a stream', () => {
    const left = conversations.filter(({ leaveAfterChunks }) => leaveAfterChunks !== null);
    expect(left).toHaveLength(100);
    for (const { turns } of left) expect(turns.at(-1)?.isStream).toBe(true);
    expect(conversations.filter(({ chaos }) => chaos !== null)).toHaveLength(30);
    expect(conversations.filter(({ chaos, leaveAfterChunks }) => chaos !== null && leaveAfterChunks !== null)).toEqual([]);
  });

  it('hold what they say they hold', () => {
    const of = (kind: string): Conversation[] => conversations.filter((conversation) => conversation.kind === kind);
    for (const { turns } of of('long context')) expect(Buffer.byteLength(JSON.stringify(turns[0]?.content))).toBeGreaterThan(100_000);
    for (const { turns } of of('image')) expect(JSON.stringify(turns[0]?.content)).toContain('data:image/png;base64,iVBORw0KGgo');
    for (const { settings } of of('tools')) expect(settings.tools).toHaveLength(3);
    for (const { settings } of of('structured')) expect(settings.response_format?.type).toBe('json_schema');
    const scripts = ['Arabic', 'Han', 'Hiragana', 'Hangul', 'Devanagari', 'Cyrillic', 'Greek', 'Hebrew', 'Thai'];
    const text = JSON.stringify(of('language').map(({ turns }) => turns));
    for (const script of scripts) expect(text).toMatch(new RegExp(`\\p{Script=${script}}`, 'u'));
    expect(text).toMatch(/\p{Extended_Pictographic}/u);
  });
});
