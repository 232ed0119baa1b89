import tables from './tables.json' with { type: 'json' };

/**
 * What becomes of a parameter at a provider's dialect: it goes on as it is, in another form, is done by the gateway itself, asks for nothing that shows
 * in an answer, sends the request to another endpoint of the model, or is refused with a 400 that names it.
 */
export const CONFORMANCE_CELLS = ['native', 'translated', 'gateway', 'hint', 'elsewhere', 'refused'] as const;
export type ConformanceCell = (typeof CONFORMANCE_CELLS)[number];

export interface ConformanceTable {
  /** As usage events name it: `chat.completions`. */
  readonly surface: string;
  readonly dialects: readonly { readonly id: string; readonly name: string }[];
  /** One cell for each dialect, in their order. */
  readonly rows: readonly { readonly parameter: string; readonly cells: readonly ConformanceCell[] }[];
}

/**
 * Generated, never written by hand. Throws where a cell is missing or says something unknown: a table with holes would be read as a promise.
 */
export function readConformance(value: unknown): readonly ConformanceTable[] {
  for (const { surface, dialects, rows } of value as readonly ConformanceTable[]) {
    for (const { parameter, cells } of rows) {
      if (cells.length !== dialects.length || !cells.every((cell) => CONFORMANCE_CELLS.includes(cell)))
        throw new Error(`${surface}: ${parameter} has a wrong cell`);
    }
  }
  return value as readonly ConformanceTable[];
}

export const CONFORMANCE: readonly ConformanceTable[] = readConformance(tables);
