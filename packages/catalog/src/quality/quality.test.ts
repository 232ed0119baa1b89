import { describe, expect, test } from 'vitest';
import { catalog } from '../catalog.ts';
import { REPORTS } from './figures.ts';
import { figuresOf, qualityOf } from './quality.ts';

describe('figures of benchmarks', () => {
  test('are shares of tasks, have a source and a date, and are of models that are sold', () => {
    for (const { source, date, figures } of REPORTS) {
      expect(URL.canParse(source)).toBe(true);
      expect(date).toMatch(/^20\d\d(-\d\d){0,2}$/);
      for (const [model, percent] of Object.entries(figures)) {
        expect([model, catalog.findModel(model)?.id]).toEqual([model, model]);
        expect(percent).toBeGreaterThan(0);
        expect(percent).toBeLessThan(100);
      }
    }
  });

  test('of one model and benchmark count once, the first', () => {
    const figures = figuresOf('deepseek/deepseek-v3-0324');
    expect(figures.map(({ benchmark }) => benchmark).toSorted()).toEqual(['aider-polyglot', 'gpqa-diamond', 'swe-bench-verified']);
    expect(qualityOf('anthropic/claude-sonnet-4-0')).not.toBeNull();
  });
});

describe('the quality of a model', () => {
  test('is its figure where that is on the scale itself', () => {
    expect(qualityOf('z-ai/glm-5')).toBeCloseTo(0.878, 6);
    expect(qualityOf('meta-llama/llama-3.1-8b-instruct')).toBeCloseTo(0.304, 6);
  });

  test('comes from other benchmarks by how those relate to the scale', () => {
    // Aider alone: more of its tasks is more quality.
    const ofAider = ['anthropic/claude-3-7-sonnet-20250219', 'anthropic/claude-3-5-sonnet-20241022', 'qwen/qwen3-32b', 'mistralai/codestral-2501'];
    const qualities = ofAider.map((model) => qualityOf(model) ?? 0);
    expect(qualities).toEqual(qualities.toSorted((a, b) => b - a));
    expect(qualities.every((quality) => quality > 0.25 && quality < 0.95)).toBe(true);
  });

  test('is unknown without figures', () => {
    expect(qualityOf('openai/gpt-3.5-turbo')).toBeNull();
    expect(figuresOf('openai/gpt-3.5-turbo')).toEqual([]);
  });
});
