import { Link } from '@modelhub/ui/link';
import { Table, type TableColumn } from '@modelhub/ui/table';
import { DocsList, DocsSection, DocsText } from '../components/docs-section.tsx';

interface Address {
  readonly sdk: string;
  readonly path: string;
}

const ADDRESSES: readonly Address[] = [
  { sdk: 'openai', path: '/openai/v1' },
  { sdk: '@anthropic-ai/sdk', path: '/anthropic' },
  { sdk: '@google/genai', path: '/google' },
];

export function Leaving({ baseUrl }: { readonly baseUrl: string }) {
  const gateway = baseUrl.replace(/\/v1$/, '');
  const columns: readonly TableColumn<Address>[] = [
    { id: 'sdk', header: 'SDK', priority: 'title', cell: ({ sdk }) => <code>{sdk}</code> },
    { id: 'address', header: 'Base URL', cell: ({ path }) => <code className="break-all">{`${gateway}${path}`}</code> },
  ];
  return (
    <>
      <DocsSection id="code" title="Your code">
        <DocsText>
          {
            'Put the provider’s address and key back. Nothing else of ours is in your code: no library, no wrapper. Requests and answers have the form of OpenAI’s or Anthropic’s own API.'
          }
        </DocsText>
        <DocsList
          items={[
            '`models` and `provider` are ours at the top of a request, `reasoning_content`, `reasoning_details` and `cache_control` inside of chat messages. Take them out if you used them.',
            'A model’s name loses the lab: `openai/gpt-4o` is `gpt-4o` at OpenAI.',
            '`reasoning_content` and `reasoning_details` are in answers besides what OpenAI describes; clients that do not know them pass over them.',
          ]}
        />
      </DocsSection>
      <DocsSection id="pass-through" title="Reach a provider directly, with your own key">
        <DocsText>
          {
            'Requests below `/openai`, `/anthropic` and `/google` go to that provider as they are, with your own provider key, and the answer comes back as it is. The provider’s SDK stays in your code, and only its address has to change on the day you leave.'
          }
        </DocsText>
        <div className="rounded-lg border border-line bg-surface">
          <Table caption="Addresses of providers’ own APIs" columns={columns} rows={ADDRESSES} rowKey={({ sdk }) => sdk} stickyTop="3.5rem" />
        </div>
        <DocsList
          items={[
            'With the ModelHub key where the SDK puts its key, the provider key that is stored under Settings, Provider keys is used.',
            'With the provider’s key there, and the ModelHub key in `x-modelhub-key`, nothing has to be stored.',
            'The provider bills you. Your limits count here too, and what a request used is on your pages at no cost.',
          ]}
        />
      </DocsSection>
      <DocsSection id="data" title="Your data">
        <DocsList
          items={[
            'Usage by day, model, project and key: the page Usage has a CSV.',
            'Every request with its tokens, cost, provider and outcome: the page Requests has a CSV.',
            'Invoices and their statements, line by line: PDF and CSV on the page Billing.',
            'Prompts and answers are not in these files. Responses that you asked us to keep can be read by their ids for 30 days, then they are gone.',
          ]}
        />
        <p className="text-sm">
          <Link href="/usage">Usage</Link> · <Link href="/requests">Requests</Link> · <Link href="/billing">Billing</Link>
        </p>
      </DocsSection>
      <DocsSection id="account" title="Your account">
        <DocsList
          items={[
            'Revoke your keys on the page Keys: they stop working at once.',
            'What was used until then is on the last invoice. There is no notice period and no fee.',
          ]}
        />
      </DocsSection>
    </>
  );
}
