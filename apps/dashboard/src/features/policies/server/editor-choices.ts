import { catalogRow, type CatalogRow } from '#src/features/catalog/server/catalog-rows.ts';
import { offeredModels, providerName } from '#src/features/catalog/server/offered.ts';
import { LANGUAGES, SURFACES } from '@modelhub/routing/saved/features';
import { formatMoneyExact, formatTokens } from '@modelhub/ui/format';
import { formatUnitPrice } from '#src/features/catalog/unit-price.ts';
import { languageName } from '../policy-words.ts';

export interface Choice {
  readonly value: string;
  readonly label: string;
  readonly detail?: string;
}

/** Everything that the editor offers to choose from. */
export interface EditorChoices {
  /** With price and context. */
  readonly models: readonly Choice[];
  readonly providers: readonly Choice[];
  readonly regions: readonly Choice[];
  readonly quantizations: readonly Choice[];
  readonly languages: readonly Choice[];
  readonly surfaces: readonly Choice[];
}

const REGION_NAMES: Readonly<Record<string, string>> = { eu: 'European Union', us: 'United States', au: 'Australia', jp: 'Japan', global: 'Global' };

function modelDetail({ inputNanoUsd, outputNanoUsd, unitPrice, contextTokensMax }: CatalogRow): string {
  const parts = [
    ...(inputNanoUsd === null ? [] : [`${formatMoneyExact(inputNanoUsd)} in`]),
    ...(outputNanoUsd === null ? [] : [`${formatMoneyExact(outputNanoUsd)} out`]),
    ...(unitPrice === null ? [] : [formatUnitPrice(unitPrice.nanoUsdPerMillion, unitPrice.unit)]),
    ...(contextTokensMax === 0 ? [] : [`${formatTokens(contextTokensMax)} context`]),
  ];
  return parts.join(' · ');
}

function sorted(values: Iterable<string>): string[] {
  return [...new Set(values)].toSorted((a, b) => a.localeCompare(b, 'en'));
}

/** Conversations first: most policies are about them. */
export function editorChoices(atMs: number): EditorChoices {
  const endpoints = offeredModels.flatMap((model) => model.endpoints);
  const rows = offeredModels.map((model) => catalogRow(model, atMs));
  const byKind = rows.toSorted((a, b) => Number(a.kind !== 'chat') - Number(b.kind !== 'chat') || a.id.localeCompare(b.id, 'en'));
  const providers = new Map(endpoints.map((endpoint) => [endpoint.provider, providerName(endpoint)]));
  return {
    models: byKind.map((row) => ({ value: row.id, label: row.id, detail: modelDetail(row) })),
    providers: [...providers].map(([value, label]) => ({ value, label })).toSorted((a, b) => a.label.localeCompare(b.label, 'en')),
    regions: sorted(endpoints.flatMap(({ region }) => region ?? [])).map((value) => ({ value, label: REGION_NAMES[value] ?? value.toUpperCase() })),
    quantizations: [...sorted(endpoints.flatMap(({ quantization }) => quantization ?? [])), 'unknown'].map((value) => ({
      value,
      label: value === 'unknown' ? 'Not stated' : value,
    })),
    languages: LANGUAGES.map((value) => ({ value, label: languageName(value) })).toSorted((a, b) => a.label.localeCompare(b.label, 'en')),
    surfaces: SURFACES.map((value) => ({ value, label: value })),
  };
}
