import { CopyButton } from '@modelhub/ui/copy-button';
import { cx } from '@modelhub/ui/cx';

export interface PlainCodeProps {
  readonly code: string;
  readonly title: string;
  /** The one line that matters, counted from 1. */
  readonly highlightLine: number;
}

/** Code with a key in it: it is put together in the browser, so that the key never travels back to the server to be coloured. */
export function PlainCode({ code, title, highlightLine }: PlainCodeProps) {
  return (
    <figure className="relative min-w-0 overflow-hidden rounded-lg border border-line bg-surface">
      <figcaption className="flex h-10 items-center justify-between border-b border-line pr-1.5 pl-4 text-xs text-ink-subtle">
        {title}
        <CopyButton value={code} label="Copy code" labelled />
      </figcaption>
      <pre tabIndex={0} aria-label={title} className="overflow-x-auto py-3.5 text-[13px] leading-5.5 outline-offset-[-2px]">
        <code className="grid min-w-fit font-mono">
          {code.split('\n').map((line, index) => (
            <span
              key={index}
              className={cx(
                'block min-h-5.5 border-l-2 border-transparent pr-12 pl-4 whitespace-pre',
                index + 1 === highlightLine && 'border-mark-edge bg-mark',
              )}
            >
              {line}
            </span>
          ))}
        </code>
      </pre>
    </figure>
  );
}
