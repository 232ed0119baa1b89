import { describe, expect, it } from 'vitest';
import { codeSamples } from './samples.ts';

const input = { baseUrl: 'https://hub.example/v1', model: 'openai/gpt-4o', apiKey: 'mh_live_x' };

describe('codeSamples', () => {
  it.each(codeSamples(input).map((sample) => [sample.label, sample] as const))('%s changes exactly the line with the address', (_label, sample) => {
    const lines = sample.code.split('\n');
    expect(lines.filter((line) => line.includes(input.baseUrl))).toEqual([lines[sample.changedLine - 1]]);
    expect(sample.code).toContain(input.apiKey);
    expect(sample.code).toContain(input.model);
  });

  it('covers every client that the quickstart promises', () => {
    expect(codeSamples(input).map((sample) => sample.id)).toEqual(['curl', 'python', 'typescript', 'langchain', 'llamaindex']);
  });
});
