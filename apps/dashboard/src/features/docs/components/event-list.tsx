import type { DocumentedEvent } from '@modelhub/api-schemas/parameters';
import type { SurfaceId } from '@modelhub/api-schemas/surfaces';
import { ChevronRight } from 'lucide-react';
import { streamWords } from '../reference/event-words.ts';
import { typeWords } from '../reference/type-words.ts';
import { InlineCode } from './inline-code.tsx';

/** The events of a stream, each with its fields in one line. */
export function EventList({ surface, events }: { readonly surface: SurfaceId; readonly events: readonly DocumentedEvent[] }) {
  return (
    <>
      <p className="text-sm text-ink-muted">
        <InlineCode text={streamWords(surface)} />
      </p>
      <details className="group/events rounded-lg border border-line bg-surface" open={events.length <= 10}>
        <summary className="flex cursor-pointer items-center gap-1 rounded-lg px-4 py-3 text-sm text-ink-muted transition-colors hover:text-ink sm:px-5 [&::-webkit-details-marker]:hidden">
          <ChevronRight aria-hidden className="size-3.5 transition-transform group-open/events:rotate-90" />
          {events.length === 1 ? '1 kind of event' : `${events.length} kinds of events`}
        </summary>
        <ul className="border-t border-line">
          {events.map(({ name, fields }) => (
            <li key={name} className="border-b border-line px-4 py-3 last:border-b-0 sm:px-5">
              <code className="text-sm font-medium break-all text-ink">{name}</code>
              <p className="mt-1 flex flex-wrap gap-x-3 text-sm leading-6 text-ink-muted">
                {fields
                  .filter((field) => field.name !== 'type')
                  .map((field) => (
                    <span key={field.path}>
                      <code className="break-all">{field.name}</code> <span className="text-ink-subtle">{typeWords(field)}</span>
                    </span>
                  ))}
              </p>
            </li>
          ))}
        </ul>
      </details>
    </>
  );
}
