import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CustomInput } from './custom-input.ts';

function read(pieces: readonly string[]): string {
  const input = new CustomInput();
  return pieces.map((piece) => input.push(piece)).join('') + input.end();
}

function cut(text: string, positions: readonly number[]): string[] {
  const ends = [...new Set(positions.map((position) => position % (text.length + 1)))].toSorted((a, b) => a - b).concat(text.length);
  return ends.map((end, index) => text.slice(ends[index - 1] ?? 0, end));
}

describe('the input of a custom tool', () => {
  test('comes out as it was, wherever its arguments were cut', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.array(fc.nat(), { maxLength: 8 }), fc.boolean(), (text, positions, isEscaped) => {
        const json = JSON.stringify({ input: text });
        const args = isEscaped ? json.replaceAll(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`) : json;
        expect(read(cut(args, positions))).toBe(text);
      }),
      { seed: 11, numRuns: 1_000 },
    );
  });

  test('is told while it comes', () => {
    const input = new CustomInput();
    expect(input.push('{"input": "SELECT ')).toBe('SELECT ');
    expect(input.push('1\\')).toBe('1');
    expect(input.push('n;"')).toBe('\n;');
    expect(input.push('}')).toBe('');
    expect(input.end()).toBe('');
  });

  test.each([
    ['another order', '{"note":"x","input":"text"}', 'text'],
    ['no JSON', 'SELECT 1', 'SELECT 1'],
    ['no input', '{"query":"SELECT 1"}', '{"query":"SELECT 1"}'],
    ['a number', '{"input":5}', '{"input":5}'],
    ['raw line breaks, which JSON does not have', '{"input":"a\nb\\tc"}', 'a\nb\tc'],
    ['nothing', '', ''],
  ])('%s', (_name, args, text) => {
    expect(read([args])).toBe(text);
    expect(read([...args])).toBe(text);
  });
});
