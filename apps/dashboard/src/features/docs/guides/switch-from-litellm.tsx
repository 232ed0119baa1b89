import { CodeBlock } from '@modelhub/ui/code-block';
import { Table, type TableColumn } from '@modelhub/ui/table';
import { InlineCode } from '../components/inline-code.tsx';
import { DocsList, DocsSection, DocsText } from '../components/docs-section.tsx';

interface Counterpart {
  readonly there: string;
  readonly here: string;
}

const COUNTERPARTS: readonly Counterpart[] = [
  { there: '`model_list`', here: 'The catalog: every model is there, with its endpoints and prices' },
  { there: '`fallbacks`', here: '`models` in the request' },
  { there: '`router_settings`', here: '`provider.sort`, `provider.order` and `provider.only` in the request' },
  { there: 'Virtual keys', here: 'Keys, each with models, rate limits, an expiry date and addresses that may use it' },
  { there: '`max_budget`, `budget_duration`', here: 'Budgets by day, week, month or in total, on keys, members, projects and the organization' },
  { there: 'Teams and users', here: 'Projects and members, with roles' },
  { there: '`/spend/logs`', here: 'The pages Requests and Usage, each with a CSV; `GET /v1/generation` for one request' },
  { there: '`drop_params`', here: 'Not there: a parameter that no endpoint honours is answered with a 400 that names it' },
];

const COLUMNS: readonly TableColumn<Counterpart>[] = [
  { id: 'there', header: 'LiteLLM', priority: 'title', cell: ({ there }) => <InlineCode text={there} /> },
  { id: 'here', header: 'ModelHub', className: 'text-ink-muted', cell: ({ here }) => <InlineCode text={here} /> },
];

export function SwitchFromLitellm({ baseUrl }: { readonly baseUrl: string }) {
  const library = [
    'import litellm',
    '',
    'answer = litellm.completion(',
    '    model="openai/anthropic/claude-sonnet-4-6",',
    `    api_base="${baseUrl}",`,
    '    api_key="mh_live_...",',
    '    messages=[{"role": "user", "content": "Hello"}],',
    ')',
  ].join('\n');
  return (
    <>
      <DocsSection id="proxy" title="From the proxy">
        <DocsText>
          {
            'Clients of your proxy speak OpenAI’s dialect already: give them the new address and a key. Names such as `gpt-4o` and `anthropic/claude-sonnet-4-6` stay; aliases of your own become names of the catalog.'
          }
        </DocsText>
        <CodeBlock code={`OPENAI_BASE_URL=${baseUrl}\nOPENAI_API_KEY=mh_live_...`} language="bash" title="Environment" />
      </DocsSection>
      <DocsSection id="library" title="From the library">
        <DocsText>{'Tell it that we speak OpenAI’s dialect, with `openai/` before our name of the model.'}</DocsText>
        <CodeBlock code={library} language="python" title="app.py" highlightLine={5} />
      </DocsSection>
      <DocsSection id="configuration" title="What your configuration becomes">
        <div className="rounded-lg border border-line bg-surface">
          <Table caption="Settings of LiteLLM and what they are here" columns={COLUMNS} rows={COUNTERPARTS} rowKey={({ there }) => there} stickyTop="3.5rem" />
        </div>
      </DocsSection>
      <DocsSection id="different" title="What is different">
        <DocsList
          items={[
            'Costs are not computed from a price file in the client: each request is in a ledger, with the price that admitted it.',
            'A stream and a whole answer of the same request have the same usage and cost.',
            'A stream that was cut is an error to the client, never a clean end.',
          ]}
        />
      </DocsSection>
    </>
  );
}
