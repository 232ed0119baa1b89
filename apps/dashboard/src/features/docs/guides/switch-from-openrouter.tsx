import { CodeBlock } from '@modelhub/ui/code-block';
import { Link } from '@modelhub/ui/link';
import { DocsList, DocsSection, DocsText } from '../components/docs-section.tsx';

const body = `{
  "model": "anthropic/claude-sonnet-4-6:nitro",
  "models": ["openai/gpt-5.4"],
  "provider": { "ignore": ["azure"], "max_price": { "prompt": 5, "completion": 20 } },
  "messages": [{ "role": "user", "content": "Hello" }]
}`;

export function SwitchFromOpenrouter({ baseUrl }: { readonly baseUrl: string }) {
  const client = [`client = OpenAI(`, `    base_url="${baseUrl}",`, '    api_key="mh_live_...",', ')'].join('\n');
  return (
    <>
      <DocsSection id="change" title="What you change">
        <CodeBlock code={client} language="python" title="app.py" highlightLine={2} />
        <DocsText>{'The headers `HTTP-Referer` and `X-Title` do no harm and mean nothing here.'}</DocsText>
      </DocsSection>
      <DocsSection id="routing" title="Routing fields that are read">
        <CodeBlock code={body} language="json" title="Body of a request" />
        <DocsList
          items={[
            '`models`: tried in this order when `model` cannot answer.',
            '`provider.order`, `provider.only`, `provider.ignore`: names of providers as the pages of models show them.',
            '`provider.allow_fallbacks`, `provider.require_parameters`, `provider.sort` (`price`, `throughput`, `latency`, and `balanced` of ours) and `provider.max_price` (`prompt` and `completion` in USD per million tokens, `request`, `image`).',
            '`provider.data_collection`, `provider.zdr` and `provider.quantizations`: what an endpoint does not say about itself counts as a no.',
            '`provider.preferred_max_latency` and `provider.preferred_min_throughput`: slower endpoints come last.',
            'The endings `:floor` (cheapest) and `:nitro` (fastest) of a model’s name.',
          ]}
        />
        <DocsText>{'Any other field of `provider` is refused by name: choose providers with `only` and `ignore` instead.'}</DocsText>
      </DocsSection>
      <DocsSection id="same" title="What else stays">
        <DocsList
          items={[
            'Names of models are `lab/model`. An unknown one is answered with the nearest names.',
            '`reasoning_details` come with answers and are sent back unchanged, with their signatures.',
            '`cache_control` on parts of a message marks what is worth caching.',
            '`GET /v1/generation?id=`, `/v1/key` and `/v1/credits` answer in the form that you know. The id is in the header `x-generation-id`.',
          ]}
        />
      </DocsSection>
      <DocsSection id="different" title="What is different">
        <DocsList
          items={[
            'The base URL ends with `/v1`, not with `/api/v1`.',
            'There are no `:free` models, and the endings `:online`, `:thinking` and `:extended` mean nothing.',
            '`transforms` and `plugins` are not read: prompts are never shortened without you.',
            'The cost is in `x-modelhub-cost-usd` and in the lookup of the request, not in `usage`.',
          ]}
        />
        <p className="text-sm">
          <Link href="/docs/api/account">Requests, key and credit</Link>
        </p>
      </DocsSection>
    </>
  );
}
