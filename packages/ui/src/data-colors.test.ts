import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { assignDataColors, dataColor, dataColorIndex } from './data-colors.ts';

type Rgb = readonly [number, number, number];

/** Linear RGB of colours as people without long- or medium-wave cones see them (Viénot, Brettel and Mollon 1999). */
const VIEWS: Readonly<Record<string, readonly Rgb[]>> = {
  full: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.11238, 0.88762, 0],
    [0.11238, 0.88762, 0],
    [0.00401, -0.00401, 1],
  ],
  deuteranopia: [
    [0.29275, 0.70725, 0],
    [0.29275, 0.70725, 0],
    [-0.02234, 0.02234, 1],
  ],
};

function linear(hex: string): Rgb {
  const channel = (at: number) => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return [channel(1), channel(3), channel(5)];
}

function oklab([r, g, b]: Rgb): Rgb {
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

function seen(hex: string, view: readonly Rgb[]): Rgb {
  const [r, g, b] = linear(hex);
  const row = ([x, y, z]: Rgb) => Math.min(1, Math.max(0, x * r + y * g + z * b));
  return oklab([row(view[0]!), row(view[1]!), row(view[2]!)]);
}

const css = readFileSync(new URL('styles.css', import.meta.url), 'utf8');
const palettes = {
  light: [...css.matchAll(/--data-\d: (#[0-9a-f]{6})/g)].slice(0, 8).map((match) => match[1]!),
  dark: [...css.matchAll(/--data-\d: (#[0-9a-f]{6})/g)].slice(8, 16).map((match) => match[1]!),
};

describe('data palette', () => {
  it.each(Object.entries(palettes).flatMap(([theme, colors]) => Object.keys(VIEWS).map((view) => [theme, view, colors] as const)))(
    'keeps any two of the eight colours apart in the %s theme with %s sight',
    (_theme, view, colors) => {
      expect(colors).toHaveLength(8);
      let nearest = { distance: Infinity, pair: '' };
      for (const [index, a] of colors.entries()) {
        for (const b of colors.slice(index + 1)) {
          const [first, second] = [seen(a, VIEWS[view]!), seen(b, VIEWS[view]!)];
          const distance = Math.hypot(first[0] - second[0], first[1] - second[1], first[2] - second[2]);
          if (distance < nearest.distance) nearest = { distance, pair: `${a} ${b}` };
        }
      }
      expect(nearest.distance, nearest.pair).toBeGreaterThan(0.1);
    },
  );
});

describe('dataColor', () => {
  it('is stable and uses the whole palette', () => {
    expect(dataColor('openai/gpt-4o')).toBe(dataColor('openai/gpt-4o'));
    const used = new Set(Array.from({ length: 200 }, (_, index) => dataColorIndex(`lab/model-${index}`)));
    expect([...used].sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });
});

describe('assignDataColors', () => {
  const names = Array.from({ length: 12 }, (_, index) => `lab/model-${index}`);

  it('gives eight names eight colours', () => {
    expect(new Set(assignDataColors(names.slice(0, 8)).values()).size).toBe(8);
  });

  it('moves nobody when a name comes', () => {
    const before = assignDataColors(names.slice(0, 5));
    const after = assignDataColors(names);
    for (const [name, color] of before) expect(after.get(name)).toBe(color);
  });

  it('comes round lighter from the ninth on, and never twice the same', () => {
    const colors = [...assignDataColors(names).values()];
    expect(new Set(colors).size).toBe(12);
    expect(colors.slice(8).every((color) => color.startsWith('color-mix('))).toBe(true);
  });

  it('gives a lone name the colour of its hash', () => {
    expect(assignDataColors(['openai/gpt-4o']).get('openai/gpt-4o')).toBe(dataColor('openai/gpt-4o'));
  });
});
