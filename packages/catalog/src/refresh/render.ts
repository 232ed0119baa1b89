import type { LabEntries } from '../entries.ts';

/** The file of a lab as the formatter would leave it but for line breaks. */
export function renderLab(entries: LabEntries): string {
  return ["import type { LabEntries } from '../entries.ts';", '', `export const ${exportName(entries.lab)}: LabEntries = ${literal(entries)};`, ''].join('\n');
}

/** `meta-llama` is `metaLlama`. */
export function exportName(lab: string): string {
  return lab.replaceAll(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

export function fileName(lab: string): string {
  return `${lab}.ts`;
}

/** The index of all labs, from which the catalog is built. */
export function renderIndex(labs: readonly string[]): string {
  return [
    "import type { LabEntries } from '../entries.ts';",
    ...labs.map((lab) => `import { ${exportName(lab)} } from './${fileName(lab)}';`),
    '',
    '/** Every lab, one line each. */',
    'export const LABS: readonly LabEntries[] = [',
    ...labs.map((lab) => `  ${exportName(lab)},`),
    '];',
    '',
  ].join('\n');
}

function literal(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value).map(([key, member]) => `${keyText(key)}: ${literal(member)}`);
    return `{ ${members.join(', ')} }`;
  }
  if (typeof value === 'number') return value.toLocaleString('en-US', { useGrouping: true }).replaceAll(',', '_');
  return typeof value === 'string' ? `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'` : String(value);
}

function keyText(key: string): string {
  if (/^\d+$/.test(key)) return Number(key).toLocaleString('en-US').replaceAll(',', '_');
  return /^[A-Za-z_$][\w$]*$/.test(key) ? key : `'${key}'`;
}
