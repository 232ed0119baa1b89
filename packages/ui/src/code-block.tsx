import { createHighlighter, type Highlighter } from 'shiki';
import { CopyButton } from './copy-button.tsx';
import { cx } from './cx.ts';

export type CodeLanguage = 'bash' | 'python' | 'typescript' | 'json' | 'http';

let shared: Promise<Highlighter> | undefined;

function highlighter(): Promise<Highlighter> {
  shared ??= createHighlighter({
    themes: ['github-light-high-contrast', 'github-dark-high-contrast'],
    langs: ['bash', 'python', 'typescript', 'json', 'http'],
  });
  return shared;
}

export interface CodeBlockProps {
  readonly code: string;
  readonly language: CodeLanguage;
  /** A file name or what the code is; shown above it. */
  readonly title?: string | undefined;
  /** The one line that matters, counted from 1. */
  readonly highlightLine?: number | undefined;
  /** What a press on Copy takes, where it differs from what is shown. */
  readonly copyText?: string | undefined;
  readonly className?: string | undefined;
}

/** Code coloured on the server; not one byte of the highlighter reaches the browser. */
export async function CodeBlock({ code, language, title, highlightLine, copyText, className }: CodeBlockProps) {
  const { tokens } = (await highlighter()).codeToTokens(code, {
    lang: language,
    themes: { light: 'github-light-high-contrast', dark: 'github-dark-high-contrast' },
    defaultColor: false,
  });
  return (
    <figure className={cx('group relative min-w-0 overflow-hidden rounded-lg border border-line bg-surface', className)}>
      {title === undefined ? null : (
        <figcaption className="flex h-10 items-center justify-between border-b border-line pr-1.5 pl-4 text-xs text-ink-subtle">
          {title}
          <CopyButton value={copyText ?? code} label="Copy code" />
        </figcaption>
      )}
      {title === undefined ? (
        <div className="absolute top-1.5 right-1.5 z-10 rounded-md bg-surface">
          <CopyButton value={copyText ?? code} label="Copy code" />
        </div>
      ) : null}
      <pre tabIndex={0} aria-label={title ?? 'Code'} className="mh-code overflow-x-auto py-3.5 text-[13px] leading-5.5 outline-offset-[-2px]">
        <code className="grid min-w-fit">
          {tokens.map((line, index) => {
            const marked = index + 1 === highlightLine;
            const content = line.map((token, position) => (
              <span key={position} style={token.htmlStyle as Record<string, string>}>
                {token.content}
              </span>
            ));
            return (
              <div key={index} className={cx('min-h-5.5 border-l-2 border-transparent pr-12 pl-4 whitespace-pre', marked && 'border-mark-edge bg-mark')}>
                {marked ? <mark className="bg-transparent text-inherit">{content}</mark> : content}
              </div>
            );
          })}
        </code>
      </pre>
    </figure>
  );
}
