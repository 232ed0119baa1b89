import { describe, expect, it } from 'vitest';
import { csvOf } from './csv.ts';

describe('csvOf', () => {
  it('writes figures as they are and an absent one as nothing', () => {
    expect(
      csvOf(
        ['a', 'b', 'c'],
        [
          [1, -2n, null],
          ['x', true, 'y'],
        ],
      ),
    ).toBe('a,b,c\r\n1,-2,\r\nx,true,y\r\n');
  });

  it('quotes what would break a line', () => {
    expect(csvOf(['a'], [['one, two'], ['say "hi"'], ['two\nlines']])).toBe('a\r\n"one, two"\r\n"say ""hi"""\r\n"two\nlines"\r\n');
  });

  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\tx', '\rx'])('lets no spreadsheet run %j', (text) => {
    const [, line] = csvOf(['a'], [[text]]).split('a\r\n');
    expect(line).toMatch(/^"?'/);
  });
});
