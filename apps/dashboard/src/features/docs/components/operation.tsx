import { requestFields, responseFields, streamEvents, type DocumentedParameter } from '@modelhub/api-schemas/parameters';
import { surfaceOf, type SurfaceId } from '@modelhub/api-schemas/surfaces';
import { Badge } from '@modelhub/ui/badge';
import type { ReactNode } from 'react';
import { ADDRESS_PARAMETERS } from '../reference/address-parameters.ts';
import { requestWords, responseWords } from '../reference/field-words.ts';
import { SURFACE_TITLES } from '../reference/pages.ts';
import { EventList } from './event-list.tsx';
import { FieldList } from './field-list.tsx';
import { InlineCode } from './inline-code.tsx';

/** What comes instead of JSON. */
const OTHER_ANSWERS: Readonly<Partial<Record<SurfaceId, string>>> = {
  'audio.speech': 'The sound itself, in the format that you asked for; `content-type` says which.',
  'responses.get': 'The response, as it was created, with what has become of it since.',
  'responses.cancel': 'The response, with `status` as `cancelled`.',
};

/** What is shown in full elsewhere on the page is shown in short. */
function depthOf(surface: SurfaceId): { readonly depthMax?: number } {
  return surface === 'responses.input_tokens' ? { depthMax: 1 } : {};
}

/** What is needed, then what is ours, then everything else, and older forms last. */
function inReadingOrder(fields: readonly DocumentedParameter[]): readonly DocumentedParameter[] {
  const rank = ({ isRequired, isOurs, isDeprecated }: DocumentedParameter): number => (isRequired ? 0 : isOurs ? 1 : isDeprecated ? 3 : 2);
  return fields.toSorted((a, b) => rank(a) - rank(b));
}

/** One way to call the API: where, with what, and what comes back. */
export function Operation({ surface }: { readonly surface: SurfaceId }) {
  const { method, path, accepts = [] } = surfaceOf(surface);
  const request = inReadingOrder(requestFields(surface));
  const answer = responseFields(surface);
  const events = streamEvents(surface);
  const id = surface.replaceAll('.', '-');
  return (
    <section id={id} aria-labelledby={`${id}-title`} className="flex scroll-mt-20 flex-col gap-5 border-t border-line pt-8">
      <header className="flex flex-col gap-2">
        <h2 id={`${id}-title`} className="text-base font-medium">
          {SURFACE_TITLES[surface]}
        </h2>
        <p className="flex flex-wrap items-center gap-2">
          <Badge className="font-mono">{method}</Badge>
          <code className="text-sm break-all">{path}</code>
          {accepts.includes('form') ? <Badge>{accepts.includes('json') ? 'form or JSON' : 'form'}</Badge> : null}
        </p>
      </header>
      <AddressList surface={surface} />
      {request.length === 0 ? null : (
        <Part id={`${id}-request`} title="Request">
          <FieldList fields={request} wordsOf={(field) => requestWords(surface, field)} anchor={id} {...depthOf(surface)} />
        </Part>
      )}
      <Part id={`${id}-answer`} title="Answer">
        {answer.length === 0 || OTHER_ANSWERS[surface] !== undefined ? (
          <p className="text-sm text-ink-muted">
            <InlineCode text={OTHER_ANSWERS[surface] ?? 'No body.'} />
          </p>
        ) : (
          <FieldList fields={answer} wordsOf={responseWords} {...(surface.startsWith('responses') ? { depthMax: 2 } : {})} />
        )}
      </Part>
      {events.length === 0 || method === 'GET' ? null : (
        <Part id={`${id}-events`} title="Stream">
          <EventList surface={surface} events={events} />
        </Part>
      )}
    </section>
  );
}

function Part({ id, title, children }: { readonly id: string; readonly title: string; readonly children: ReactNode }) {
  return (
    <div className="flex flex-col gap-3">
      <h3 id={id} className="scroll-mt-20 text-sm font-medium">
        {title}
      </h3>
      {children}
    </div>
  );
}

function AddressList({ surface }: { readonly surface: SurfaceId }) {
  const parameters = ADDRESS_PARAMETERS[surface] ?? [];
  if (parameters.length === 0) return null;
  return (
    <ul className="rounded-lg border border-line bg-surface">
      {parameters.map(({ name, where, isRequired, says }) => (
        <li key={name} className="border-b border-line px-4 py-3 last:border-b-0 sm:px-5">
          <p className="flex flex-wrap items-center gap-x-2.5 gap-y-1">
            <code className="text-sm font-medium">{name}</code>
            <span className="text-sm text-ink-subtle">{where === 'path' ? 'in the path' : 'behind the question mark'}</span>
            {isRequired ? <Badge>required</Badge> : null}
          </p>
          <p className="mt-1 text-sm text-ink-muted">
            <InlineCode text={says} />
          </p>
        </li>
      ))}
    </ul>
  );
}
