import { runInNewContext } from 'node:vm';
import { describe, expect, test } from 'vitest';
import type { LabEntries } from '../entries.ts';
import { LABS } from '../models/index.ts';
import { exportName, renderIndex, renderLab } from './render.ts';

/** The object that a rendered file exports. */
function evaluate(file: string): unknown {
  const literal = file.slice(file.indexOf('= {') + 2).replace(/;\s*$/, '');
  return JSON.parse(JSON.stringify(runInNewContext(`(${literal})`)));
}

describe('render', () => {
  test.each(LABS.map((lab) => [lab.lab, lab] as const))('%s is written as it is', (_lab, entries) => {
    expect(evaluate(renderLab(entries))).toEqual(JSON.parse(JSON.stringify(entries)));
  });

  test('texts with quotes and backslashes stay texts', () => {
    const odd: LabEntries = { lab: 'l', name: `it's \\ "x"`, models: [] };
    expect(evaluate(renderLab(odd))).toEqual(odd);
  });

  test('the index names every lab once', () => {
    const index = renderIndex(['meta-llama', 'openai']);
    expect(index).toContain("import { metaLlama } from './meta-llama.ts';");
    expect(index.match(/metaLlama/g)).toHaveLength(2);
    expect(exportName('x-ai')).toBe('xAi');
  });
});
