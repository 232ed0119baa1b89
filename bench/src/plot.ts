/** One figure of each target, as a point on a scale of powers of ten: relays are up to a thousand times apart. */
export interface Panel {
  readonly title: string;
  readonly points: readonly Point[];
}

export interface Point {
  readonly label: string;
  readonly value: number;
  /** The value as people read it. */
  readonly text: string;
  readonly isOurs: boolean;
}

const WIDTH = 720;
const LABELS = 140;
const VALUES = 70;
const ROW = 22;
const HEAD = 34;
const GAP = 26;
const SCALE = WIDTH - LABELS - VALUES;

/** Colours of both themes: the picture stands in pages that have either. */
const STYLE = `
text { font: 12px system-ui, sans-serif; fill: #1f2328 }
.title { font-weight: 600 }
.tick { font-size: 10px; fill: #656d76 }
.value { text-anchor: end; font-variant-numeric: tabular-nums }
.ours { font-weight: 600 }
.grid { stroke: #d1d9e0; stroke-width: 1 }
.stem { stroke: #8c959f; stroke-width: 2 }
.dot { fill: #8c959f }
.stem.ours { stroke: #0969da }
.dot.ours { fill: #0969da }
@media (prefers-color-scheme: dark) {
text { fill: #e6edf3 }
.tick { fill: #9198a1 }
.grid { stroke: #3d444d }
.stem { stroke: #7d8590 }
.dot { fill: #7d8590 }
.stem.ours { stroke: #58a6ff }
.dot.ours { fill: #58a6ff }
}
`;

/** The panels one below the other, as an SVG document of a few kilobytes. Panels without points are left out. */
export function toPlot(description: string, panels: readonly Panel[]): string {
  const shown = panels.filter(({ points }) => points.length > 0);
  let top = 0;
  const parts = shown.map((panel) => {
    const part = drawPanel(panel, top);
    top += HEAD + panel.points.length * ROW + GAP;
    return part;
  });
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${top}" width="${WIDTH}" height="${top}" role="img" aria-label="${escaped(description)}">\n` +
    `<style>${STYLE}</style>\n${parts.join('\n')}\n</svg>\n`
  );
}

function drawPanel({ title, points }: Panel, top: number): string {
  const exponents = points.map(({ value }) => Math.log10(Math.max(value, Number.MIN_VALUE)));
  const from = Math.floor(Math.min(...exponents));
  const to = Math.max(from + 1, Math.ceil(Math.max(...exponents)));
  const at = (exponent: number): number => round(LABELS + ((exponent - from) / (to - from)) * SCALE);
  const bottom = top + HEAD + points.length * ROW;
  const ticks = Array.from({ length: to - from + 1 }, (_tick, index) => {
    const x = at(from + index);
    return `<line class="grid" x1="${x}" y1="${top + HEAD - 6}" x2="${x}" y2="${bottom}"/><text class="tick" x="${x}" y="${bottom + 12}" text-anchor="middle">${power(from + index)}</text>`;
  });
  const rows = points.map(({ label, text, isOurs }, index) => {
    const y = top + HEAD + index * ROW + ROW / 2 - 4;
    const x = at(exponents[index] ?? from);
    const kind = isOurs ? ' ours' : '';
    return (
      `<text class="${kind.trim()}" x="0" y="${y + 4}">${escaped(label)}</text><line class="stem${kind}" x1="${LABELS}" y1="${y}" x2="${x}" y2="${y}"/>` +
      `<circle class="dot${kind}" cx="${x}" cy="${y}" r="5"/><text class="value${kind}" x="${WIDTH}" y="${y + 4}">${escaped(text)}</text>`
    );
  });
  return [`<text class="title" x="0" y="${top + 16}">${escaped(title)}</text>`, ...ticks, ...rows].join('\n');
}

function power(exponent: number): string {
  return exponent < 0 ? (10 ** exponent).toFixed(-exponent) : (10 ** exponent).toLocaleString('en-US');
}

function round(pixels: number): number {
  return Math.round(pixels * 10) / 10;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
