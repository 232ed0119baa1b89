/**
 * What becomes of a parameter: it goes on as it is, in another form, or not at all. `elsewhere`: this dialect has nothing for it, and the gateway asks
 * another provider of the same model. `hint`: it asks for nothing that shows in an answer. `dropped` must never occur.
 */
export type Cell = 'native' | 'translated' | 'gateway' | 'hint' | 'elsewhere' | 'refused' | 'dropped';

export interface ConformanceRow {
  readonly parameter: string;
  readonly cells: readonly Cell[];
}

export interface ConformanceTable {
  readonly surface: string;
  readonly dialects: readonly { readonly id: string; readonly name: string }[];
  readonly rows: readonly ConformanceRow[];
}

/** Of nobody. */
export const CONNECTION = { baseUrl: 'https://provider.example', apiKey: 'key', extra: { region: 'us-east-1', project: 'p', location: 'global' } };
