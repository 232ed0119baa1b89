import { cx } from './cx.ts';

/** A key or keys to press, drawn as keys: `<Keys keys="G U" />` are two keys, one after the other. */
export function Keys({ keys, className }: { readonly keys: string; readonly className?: string | undefined }) {
  return (
    <span className="inline-flex gap-0.5">
      {keys.split(' ').map((key, index) => (
        <kbd
          key={index}
          className={cx(
            'inline-grid h-4.5 min-w-4.5 place-items-center rounded-sm border border-line-strong px-1 font-sans text-xs leading-none text-ink-subtle',
            className,
          )}
        >
          {key}
        </kbd>
      ))}
    </span>
  );
}
