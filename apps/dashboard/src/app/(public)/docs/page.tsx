import { CodeBlock } from '@modelhub/ui/code-block';
import { CopyButton } from '@modelhub/ui/copy-button';
import { Link } from '@modelhub/ui/link';
import type { Metadata } from 'next';
import { DocsHeader, DocsSection, DocsText } from '#src/features/docs/components/docs-section.tsx';
import { SampleTabs } from '#src/features/docs/components/sample-tabs.tsx';
import { gatewayBaseUrl } from '#src/features/status/server/instance.ts';

export const metadata: Metadata = { title: 'Quickstart', description: 'From nothing to a first answer: a key, one line, a request.' };

const MODEL = 'anthropic/claude-sonnet-4-6';

const HEADERS = [
  { name: 'x-request-id', says: 'The id to quote when something is odd.' },
  { name: 'x-modelhub-model', says: 'The model that answered.' },
  { name: 'x-modelhub-provider', says: 'Where it ran.' },
  { name: 'x-modelhub-overhead-ms', says: 'Time that was not spent waiting for the provider.' },
  { name: 'x-modelhub-cost-usd', says: 'What the request cost; on answers that are not streamed.' },
  { name: 'x-generation-id', says: 'The id of the answer in the ledger.' },
  { name: 'x-ratelimit-remaining-requests', says: 'What is left of your limit; tokens likewise.' },
] as const;

const streamed = (baseUrl: string) =>
  [
    `client = OpenAI(base_url="${baseUrl}", api_key="mh_live_...")`,
    'stream = client.chat.completions.create(',
    `    model="${MODEL}",`,
    '    messages=[{"role": "user", "content": "Hello"}],',
    '    stream=True,',
    ')',
    'for chunk in stream:',
    '    if chunk.choices:',
    '        print(chunk.choices[0].delta.content or "", end="")',
  ].join('\n');

const FALLBACK = `{
  "model": "${MODEL}",
  "models": ["openai/gpt-5.4", "openai/gpt-4.1-mini"],
  "messages": [{"role": "user", "content": "Hello"}]
}`;

export default function DocsPage() {
  const baseUrl = gatewayBaseUrl();
  return (
    <article className="flex flex-col gap-10">
      <DocsHeader title="Quickstart">Keep the client that you have. Change where it points and which key it sends.</DocsHeader>
      <ol className="grid gap-px overflow-hidden rounded-lg border border-line bg-line sm:grid-cols-2">
        <li className="bg-surface px-5 py-4">
          <p className="text-sm font-medium">API key</p>
          <p className="mt-1 text-sm text-ink-muted">
            <Link href="/signup">Create an account</Link>, then a key. It is shown once and starts with <code>mh_live_</code>.
          </p>
        </li>
        <li className="bg-surface px-5 py-4">
          <p className="text-sm font-medium">Base URL of this instance</p>
          <p className="mt-1 flex items-center gap-1 text-sm text-ink-muted">
            <code className="min-w-0 break-all">{baseUrl}</code>
            <CopyButton value={baseUrl} label="Copy base URL" />
          </p>
        </li>
      </ol>
      <section id="request" aria-labelledby="request-title" className="flex flex-col gap-4">
        <h2 id="request-title" className="text-base font-medium">
          A first request
        </h2>
        <SampleTabs baseUrl={baseUrl} model={MODEL} apiKey="mh_live_..." withInstall />
        <DocsText>{'Any name from the catalog goes into `model`. Short names such as `gpt-4o` work too.'}</DocsText>
      </section>
      <DocsSection id="streaming" title="Streaming">
        <DocsText>
          {'Set `stream` and read chunks as they come. Usage is sent at the end if you ask with `stream_options.include_usage`, exactly as OpenAI does.'}
        </DocsText>
        <CodeBlock code={streamed(baseUrl)} language="python" title="app.py" highlightLine={5} />
      </DocsSection>
      <DocsSection id="fallback" title="Fallback">
        <DocsText>
          {
            'Name other models in `models`. They are tried in that order when the first cannot answer, until the first byte has been sent to you. You pay for the one that served.'
          }
        </DocsText>
        <CodeBlock code={FALLBACK} language="json" title="Body of the request" highlightLine={3} />
      </DocsSection>
      <DocsSection id="headers" title="Headers of an answer">
        <dl className="rounded-lg border border-line bg-surface">
          {HEADERS.map((header) => (
            <div key={header.name} className="grid gap-x-6 gap-y-1 border-b border-line px-5 py-3 last:border-b-0 sm:grid-cols-[17rem_minmax(0,1fr)]">
              <dt className="font-mono text-sm">{header.name}</dt>
              <dd className="text-sm text-ink-muted">{header.says}</dd>
            </div>
          ))}
        </dl>
      </DocsSection>
      <DocsSection id="errors" title="Errors">
        <DocsText>{'Errors have OpenAI’s shape. `code` is stable and has a page of its own; `param` names the field that is wrong.'}</DocsText>
        <p className="text-sm">
          <Link href="/docs/errors">All error codes</Link>
        </p>
      </DocsSection>
      <DocsSection id="leaving" title="Leaving">
        <DocsText>
          {
            'Take the marked line out of your code and put the provider’s key back. Nothing else of ours is in it: no library, no wrapper, no format of our own.'
          }
        </DocsText>
        <p className="text-sm">
          <Link href="/docs/guides/leaving">How to leave, and what you take with you</Link>
        </p>
      </DocsSection>
    </article>
  );
}
