import { expect, test } from 'vitest';
import { LineSplitter } from './line-splitter.ts';

test('lines are the same wherever the bytes were split', () => {
  const stream = Buffer.from('{"a":"ü🎉"}\n\n\r\n{"b":1}\r\n{"c":2}');
  for (let at = 0; at <= stream.length; at += 1) {
    const splitter = new LineSplitter();
    const lines = [...splitter.push(stream.subarray(0, at)), ...splitter.push(stream.subarray(at))];
    expect(lines).toEqual(['{"a":"ü🎉"}', '{"b":1}']);
    expect(splitter.end()).toBe('{"c":2}');
    expect(splitter.end()).toBeNull();
  }
});

test('a line without an end does not fill the memory', () => {
  const splitter = new LineSplitter();
  for (let megabytes = 0; megabytes < 9; megabytes += 1) splitter.push(Buffer.alloc(1024 * 1024, 'x'));
  expect(splitter.isOverlong).toBe(true);
});
