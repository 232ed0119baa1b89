import { MODEL_KINDS } from '@modelhub/catalog/types';
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

  it.each(MODEL_KINDS.flatMap((kind) => codeSamples({ ...input, kind }).map((sample) => [kind, sample.label, sample] as const)))(
    'a model for %s is called by %s on a surface of its own',
    (kind, _label, sample) => {
      expect(sample.code.split('\n').filter((line) => line.includes(input.baseUrl))).toHaveLength(1);
      expect(sample.code).toContain(input.model);
      if (kind !== 'chat') expect(sample.code).not.toContain('chat');
    },
  );

  it.each(['responses', 'messages', 'models'] as const)('%s are called by each client at the address of the instance', (call) => {
    const samples = codeSamples({ ...input, call });
    expect(samples.map(({ id }) => id)).toEqual(expect.arrayContaining(['curl', 'python', 'typescript']));
    for (const { code, changedLine } of samples) {
      const marked = code.split('\n')[changedLine - 1];
      expect(marked).toContain('https://hub.example');
      expect(code).toContain(input.apiKey);
    }
  });

  it('Anthropic’s SDKs get the address without the version, which they add', () => {
    const python = codeSamples({ ...input, call: 'messages' }).find(({ id }) => id === 'python');
    expect(python?.code).toContain('base_url="https://hub.example",');
  });

  it('the JSON that curl sends is JSON', () => {
    for (const kind of MODEL_KINDS.filter((one) => one !== 'transcription')) {
      const code = codeSamples({ ...input, kind }).find(({ id }) => id === 'curl')?.code ?? '';
      expect(JSON.parse(/-d '([^']+)'/.exec(code)?.[1] ?? ''), kind).toMatchObject({ model: input.model });
    }
  });

  it('covers every client that the quickstart promises', () => {
    expect(codeSamples(input).map((sample) => sample.id)).toEqual(['curl', 'python', 'typescript', 'langchain', 'llamaindex']);
  });
});
