'use client';

import { MODEL_KINDS, type ModelKind } from '@modelhub/catalog/types';
import { cx } from '@modelhub/ui/cx';
import { Combobox } from '@modelhub/ui/combobox';
import { Input } from '@modelhub/ui/input';
import { Keys } from '@modelhub/ui/keyboard';
import { Select } from '@modelhub/ui/select';
import { Search } from 'lucide-react';
import { debounce, useQueryStates } from 'nuqs';
import { useEffect, useRef, useTransition, type ReactNode } from 'react';
import { CAPABILITIES, catalogParsers, type Capability, type SortColumn } from '../catalog-query.ts';
import { labName } from '../lab-name.ts';

const TYPING_MS = 160;

/** Where the columns are cards there is no head to sort by. */
const ORDERS = [
  { value: 'released-desc', label: 'Newest first' },
  { value: 'input-asc', label: 'Cheapest input first' },
  { value: 'output-asc', label: 'Cheapest output first' },
  { value: 'context-desc', label: 'Largest context first' },
  { value: 'name-asc', label: 'By name' },
] as const;
type Order = (typeof ORDERS)[number]['value'];

const CAPABILITY_WORDS = {
  tools: 'Tool calls',
  vision: 'Images',
  reasoning: 'Reasoning',
  json: 'JSON schema',
} as const satisfies Record<Capability, string>;

const KIND_WORDS = {
  chat: 'Chat',
  completion: 'Completion',
  embedding: 'Embeddings',
  image: 'Images',
  speech: 'Speech',
  transcription: 'Transcription',
  moderation: 'Moderation',
  rerank: 'Rerank',
} as const satisfies Record<ModelKind, string>;

function Chip({ on, onClick, children }: { readonly on: boolean; readonly onClick: () => void; readonly children: ReactNode }) {
  return (
    <button
      type="button"
      aria-pressed={on}
      onClick={onClick}
      className={cx(
        'h-8 shrink-0 rounded-md border px-3 text-sm transition-colors max-sm:h-10',
        on ? 'border-accent bg-accent-soft text-accent-ink' : 'border-line bg-surface text-ink-muted hover:border-line-strong hover:text-ink',
      )}
    >
      {children}
    </button>
  );
}

/** Search and filters of the catalog; what they say is in the URL, and the server answers with the rows. */
export function CatalogFilters({ labs }: { readonly labs: readonly string[] }) {
  const [pending, startTransition] = useTransition();
  const [query, setUrl] = useQueryStates(catalogParsers, { shallow: false, startTransition, scroll: false });
  const search = useRef<HTMLInputElement>(null);

  useEffect(() => {
    function onKeyDown(event: KeyboardEvent): void {
      const typing = event.target instanceof HTMLElement && event.target.matches('input, textarea, select');
      if (event.key !== '/' || typing) return;
      event.preventDefault();
      search.current?.focus();
    }
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, []);

  /** Another question begins at the first page of its answer. */
  function setQuery(change: Parameters<typeof setUrl>[0] & object, options?: Parameters<typeof setUrl>[1]): void {
    void setUrl({ ...change, page: null }, options);
  }

  function toggle(capability: Capability): void {
    const can = query.can.includes(capability) ? query.can.filter((one) => one !== capability) : [...query.can, capability];
    setQuery({ can });
  }

  return (
    <search aria-busy={pending} className="flex flex-col gap-3">
      <Input
        ref={search}
        type="search"
        aria-label="Search models"
        placeholder="Search by name, lab or alias"
        prefix={<Search aria-hidden />}
        suffix={
          <span className="max-sm:hidden">
            <Keys keys="/" />
          </span>
        }
        value={query.q}
        onChange={(event) => setQuery({ q: event.target.value }, { limitUrlUpdates: debounce(TYPING_MS) })}
        className="h-11 text-base"
      />
      <Select<string>
        label="Order"
        options={ORDERS}
        value={`${query.sort}-${query.dir}`}
        onValueChange={(order) => {
          const [sort, dir] = (order as Order).split('-') as [SortColumn, 'asc' | 'desc'];
          setQuery({ sort, dir });
        }}
        className="sm:hidden"
      />
      <div className="flex flex-wrap items-center gap-2">
        <Combobox
          label="Lab"
          placeholder={`All ${labs.length} labs`}
          options={labs.map((lab) => ({ value: lab, label: labName(lab) }))}
          value={query.lab === '' ? null : query.lab}
          onValueChange={(lab) => setQuery({ lab: lab ?? '' })}
          className="w-52 max-sm:w-full"
        />
        <Combobox
          label="Kind"
          placeholder="All kinds"
          options={MODEL_KINDS.map((kind) => ({ value: kind, label: KIND_WORDS[kind] }))}
          value={query.kind}
          onValueChange={(kind) => setQuery({ kind: MODEL_KINDS.find((one) => one === kind) ?? null })}
          className="w-44 max-sm:w-full"
        />
        <span aria-hidden className="mx-1 h-5 w-px bg-line max-sm:hidden" />
        {CAPABILITIES.map((capability) => (
          <Chip key={capability} on={query.can.includes(capability)} onClick={() => toggle(capability)}>
            {CAPABILITY_WORDS[capability]}
          </Chip>
        ))}
        <Chip on={query.retired} onClick={() => setQuery({ retired: !query.retired })}>
          Retired too
        </Chip>
      </div>
    </search>
  );
}
