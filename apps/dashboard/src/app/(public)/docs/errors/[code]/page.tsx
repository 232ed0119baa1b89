import { ERROR_CATALOGUE, type ErrorCode, type ErrorSpec } from '@modelhub/core/errors';
import { Badge } from '@modelhub/ui/badge';
import { CodeBlock } from '@modelhub/ui/code-block';
import { Link } from '@modelhub/ui/link';
import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { InlineCode } from '#src/features/docs/components/inline-code.tsx';
import { ERROR_DOCS } from '#src/features/docs/error-docs.ts';

interface PageProps {
  readonly params: Promise<{ readonly code: string }>;
}

async function find(params: PageProps['params']): Promise<ErrorCode | undefined> {
  const { code } = await params;
  return Object.hasOwn(ERROR_CATALOGUE, code) ? (code as ErrorCode) : undefined;
}

export async function generateMetadata({ params }: PageProps): Promise<Metadata> {
  const code = await find(params);
  return code === undefined ? { title: 'No such error code' } : { title: code, description: ERROR_DOCS[code].happened };
}

function example(code: ErrorCode, spec: ErrorSpec): string {
  return JSON.stringify({ error: { message: '…', type: spec.type, param: null, code } }, null, 2);
}

function retryWords(spec: ErrorSpec): string {
  if (spec.retry === false) return 'The SDKs are told not to try again.';
  return spec.status === 408 || spec.status === 429 || spec.status >= 500 ? 'The SDKs try again by themselves.' : 'Trying again does not help.';
}

export default async function ErrorPage({ params }: PageProps) {
  const code = await find(params);
  if (code === undefined) notFound();
  const doc = ERROR_DOCS[code];
  const spec: ErrorSpec = ERROR_CATALOGUE[code];
  return (
    <article className="flex flex-col gap-8">
      <header>
        <p className="text-sm">
          <Link quiet href="/docs/errors">
            Error codes
          </Link>
        </p>
        <h1 className="mt-2 flex flex-wrap items-center gap-3 font-mono text-xl font-medium break-all">
          {code}
          <Badge className="font-sans">HTTP {spec.status}</Badge>
        </h1>
        <p className="mt-2 text-base text-ink-muted">
          {doc.happened} {retryWords(spec)}
        </p>
      </header>
      <section aria-labelledby="do">
        <h2 id="do" className="text-base font-medium">
          What to do
        </h2>
        <ol className="mt-3 flex list-decimal flex-col gap-2 pl-5 text-base text-ink-muted marker:text-ink-subtle">
          {doc.remedy.map((step) => (
            <li key={step}>
              <InlineCode text={step} />
            </li>
          ))}
        </ol>
      </section>
      <section aria-labelledby="why">
        <h2 id="why" className="text-base font-medium">
          Why it happens
        </h2>
        <ul className="mt-3 flex list-disc flex-col gap-2 pl-5 text-base text-ink-muted marker:text-ink-subtle">
          {doc.causes.map((cause) => (
            <li key={cause}>
              <InlineCode text={cause} />
            </li>
          ))}
        </ul>
      </section>
      <section aria-labelledby="shape">
        <h2 id="shape" className="mb-3 text-base font-medium">
          What it looks like
        </h2>
        <CodeBlock code={example(code, spec)} language="json" title={`HTTP ${spec.status}`} />
        <p className="mt-3 text-sm text-ink-muted">
          <InlineCode text={`On \`/v1/messages\` the same error has Anthropic’s shape, with the type \`${spec.anthropicType}\`.`} />
        </p>
      </section>
    </article>
  );
}
