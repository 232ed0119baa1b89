import type { Field } from '@modelhub/api-schemas/shape';
import { Badge } from '@modelhub/ui/badge';
import { ChevronRight } from 'lucide-react';
import { typeWords, valueWords } from '../reference/type-words.ts';
import { InlineCode } from './inline-code.tsx';

/** As many fields as a page can show and somebody can read; what is deeper says more about a provider's tool than about the request. */
const FIELDS_MAX = 330;
const DEPTH_MAX = 4;
const VALUES_MAX = 24;

/** Rows have no classes of their own: a reference has hundreds of them. */
const ROWS = [
  'rounded-lg border border-line bg-surface',
  '[&_li]:scroll-mt-20 [&_li]:border-b [&_li]:border-line [&_li]:px-4 [&_li]:py-3 sm:[&_li]:px-5 [&_li:last-child]:border-b-0 [&_li:target]:bg-mark/40',
  '[&_ul]:mt-3 [&_ul]:rounded-md [&_ul]:border [&_ul]:border-line [&_p]:mt-1 [&_p]:text-sm [&_p]:leading-6 [&_p]:text-ink-muted',
  '[&_h4]:flex [&_h4]:flex-wrap [&_h4]:items-center [&_h4]:gap-x-2.5 [&_h4]:gap-y-1 [&_h4]:text-sm [&_h4]:font-normal [&_h4]:text-ink-subtle',
  '[&_h4>code]:font-medium [&_h4>code]:break-all [&_h4>code]:text-ink',
  '[&_details]:mt-2 [&_summary]:flex [&_summary]:w-fit [&_summary]:cursor-pointer [&_summary]:items-center [&_summary]:gap-1 [&_summary]:rounded-xs',
  '[&_summary]:text-sm [&_summary]:text-ink-muted [&_summary]:hover:text-ink max-sm:[&_summary]:min-h-9 [&_summary::-webkit-details-marker]:hidden',
  '[&_summary_svg]:size-3.5 [&_summary_svg]:transition-transform [&_details[open]>summary_svg]:rotate-90',
].join(' ');

/** A field, and whether it is ours where that can be. */
type ListedField = Field & { readonly isOurs?: boolean };

interface FieldRowsProps {
  readonly fields: readonly ListedField[];
  /** What a field is for; undefined where its name says it. */
  readonly wordsOf: (path: string) => string | undefined;
  /** Before the name of a field in its address: `chat-completions`. None where fields are not linked to. */
  readonly anchor?: string;
}

export interface FieldListProps extends FieldRowsProps {
  /** How far fields inside of others are shown; as far as there is room by default. */
  readonly depthMax?: number;
}

/** Fields of a JSON object; what is inside of one opens below it, without a script. */
export function FieldList({ fields, depthMax, ...rest }: FieldListProps) {
  return (
    <ul className={ROWS}>
      <FieldRows fields={fields} depthLeft={depthMax ?? depthThatFits(fields)} isTop {...rest} />
    </ul>
  );
}

function depthThatFits(fields: readonly Field[]): number {
  const count = (all: readonly Field[], depth: number): number => (depth === 0 ? 0 : all.reduce((sum, field) => sum + 1 + count(field.fields, depth - 1), 0));
  let depth = DEPTH_MAX;
  while (depth > 1 && count(fields, depth) > FIELDS_MAX) depth -= 1;
  return depth;
}

function FieldRows({ fields, wordsOf, anchor, depthLeft, isTop = false }: FieldRowsProps & { readonly depthLeft: number; readonly isTop?: boolean }) {
  return fields.map((field) => (
    <li key={field.path} id={anchor === undefined ? undefined : `${anchor}-${field.name}`}>
      <FieldHead field={field} isTop={isTop} />
      <FieldWords field={field} words={wordsOf(field.path)} />
      {field.fields.length > 0 && depthLeft > 1 ? (
        <details>
          <summary>
            <ChevronRight aria-hidden />
            {field.fields.length === 1 ? '1 field' : `${field.fields.length} fields`} of <code>{field.name}</code>
          </summary>
          <ul>
            <FieldRows fields={field.fields} wordsOf={wordsOf} depthLeft={depthLeft - 1} />
          </ul>
        </details>
      ) : null}
    </li>
  ));
}

function FieldHead({ field, isTop }: { readonly field: ListedField; readonly isTop: boolean }) {
  return (
    <h4>
      <code>{isTop ? field.name : field.path}</code> {typeWords(field)}
      {field.isRequired ? <Badge>required</Badge> : null}
      {field.isOurs === true ? <Badge tone="healthy">ModelHub’s own</Badge> : null}
      {field.isDeprecated ? <Badge tone="degraded">older form</Badge> : null}
    </h4>
  );
}

function FieldWords({ field, words }: { readonly field: Field; readonly words: string | undefined }) {
  const values = field.values.filter((value) => value !== null);
  const shown = values.slice(0, VALUES_MAX);
  return (
    <>
      {words === undefined ? null : (
        <p>
          <InlineCode text={words} />
        </p>
      )}
      {/* Names of models are those of the catalog. */}
      {values.length === 0 || field.name === 'model' ? null : (
        <p>
          {values.length === 1 && !field.isOpen ? 'Always ' : field.isOpen ? 'Such as ' : 'One of '}
          <InlineCode text={shown.map((value) => `\`${valueWords(value)}\``).join(', ')} />
          {values.length > shown.length ? ` and ${values.length - shown.length} more` : ''}.
        </p>
      )}
      {field.defaultValue === undefined || field.name === 'model' || (values.length === 1 && !field.isOpen) ? null : (
        <p>
          <InlineCode text={`Default \`${valueWords(field.defaultValue)}\`.`} />
        </p>
      )}
    </>
  );
}
