import { PROVIDERS } from '@modelhub/providers/registry';
import { capturesOf, contextOf } from '@modelhub/providers/testing/captures';
import { describe, expect, test } from 'vitest';
import { preparedBehind } from './testing/prepared-behind.ts';
import { SURFACE_KITS } from './testing/surface-kit.ts';

const capture = capturesOf('google').find(({ name }) => name === 'thinking-parallel-tools');
if (capture === undefined) throw new Error('the capture is gone');
const { golden, whole, stream } = capture;
const [FIRST, SECOND] = golden.choices[0]?.message.tool_calls ?? [];

describe.each(SURFACE_KITS.filter(({ surface }) => surface.dialect !== 'completions'))('two calls where one is wanted, in $surface.dialect', (kit) => {
  const answersOf = (request: object): { readonly streamed: unknown; readonly told: unknown } => {
    const context = contextOf(golden);
    const call = preparedBehind(kit.surface, PROVIDERS.google.adapter, { ...context, request: { ...context.request, ...request } });
    const translator = call.streamTranslator();
    const { answer } = kit.fold(translator.push(stream).toString() + translator.end().toString());
    return { streamed: answer, told: kit.whole(call.fromResponse({ headers: {}, body: whole }).body.toString()) };
  };

  test('become the first one, streamed and whole, with its signature', () => {
    const { streamed, told } = answersOf({ parallel_tool_calls: false });
    expect(streamed).toEqual(told);
    const text = JSON.stringify(told);
    expect(text).toContain(FIRST?.function.name);
    expect(text).not.toContain(SECOND?.function.name);
    expect(text).toMatch(/"(reasoning_details|reasoning|thinking|redacted_thinking)"/);
  });

  test('stay two where nothing was said', () => {
    expect(JSON.stringify(answersOf({}).told)).toContain(SECOND?.function.name);
  });
});
