import { CodeBlock } from '@modelhub/ui/code-block';
import { Table, type TableColumn } from '@modelhub/ui/table';
import { POLICY_TEMPLATES } from '#src/features/policies/policy-templates.ts';
import { DocsList, DocsSection, DocsText } from '../components/docs-section.tsx';
import { InlineCode } from '../components/inline-code.tsx';

interface Condition {
  readonly field: string;
  readonly holds: string;
}

const CONDITIONS: readonly Condition[] = [
  { field: '`prompt_tokens`', holds: 'The estimated tokens of the prompt are within `min` and `max`' },
  { field: '`output_tokens_max`', holds: 'The request lets the model write so many tokens; without a limit, as many as it can' },
  { field: '`turns`', holds: 'The conversation has so many messages of the user' },
  { field: '`has_tools`, `has_images`, `has_audio`, `has_files`', holds: 'The request has some, or with `false` none' },
  { field: '`json_output`', holds: 'The answer has to be JSON' },
  { field: '`languages`', holds: 'The last message of the user is in one of these languages; one that cannot be told matches none' },
  { field: '`surfaces`', holds: 'It was asked on one of these, such as `chat.completions` or `embeddings`' },
  { field: '`metadata`', holds: 'The request was labelled with this value, or with one of these' },
];

const COLUMNS: readonly TableColumn<Condition>[] = [
  { id: 'field', header: 'Condition', priority: 'title', cell: ({ field }) => <InlineCode text={field} /> },
  { id: 'holds', header: 'Holds where', className: 'text-ink-muted', cell: ({ holds }) => <InlineCode text={holds} /> },
];

/** The example of the page that makes policies, so that one leads to the other. */
const EXAMPLE = POLICY_TEMPLATES.find(({ id }) => id === 'small-and-strong');

export function RoutingPolicies({ baseUrl }: { readonly baseUrl: string }) {
  const call = [
    'import OpenAI from "openai";',
    '',
    `const client = new OpenAI({ baseURL: "${baseUrl}", apiKey: "mh_live_..." });`,
    'const answer = await client.chat.completions.create({',
    '  model: "policy/support",',
    '  messages: [{ role: "user", content: "What are your opening hours?" }],',
    '});',
  ].join('\n');
  return (
    <>
      <DocsSection id="what" title="What a policy is">
        <DocsText>
          {
            'A policy is a list of steps. A request takes the first step whose conditions all hold, and goes to that step’s first model that can serve it; the others are fallbacks. The last step has no conditions, so that every request has one. What stands under `always` holds at every step.'
          }
        </DocsText>
        {EXAMPLE === undefined ? null : (
          <CodeBlock
            code={JSON.stringify(EXAMPLE.document, null, 2)}
            language="json"
            title="Short questions to a small model, long technical ones to a strong one, in the EU only"
          />
        )}
        <DocsText>
          {
            '`provider` of a step and `always` take the fields that a request’s `provider` takes. `always` takes those that leave providers out, and none that only prefer some.'
          }
        </DocsText>
      </DocsSection>
      <DocsSection id="conditions" title="What steps can look at">
        <div className="rounded-lg border border-line bg-surface">
          <Table caption="Conditions of a step" columns={COLUMNS} rows={CONDITIONS} rowKey={({ field }) => field} stickyTop="3.5rem" />
        </div>
        <DocsText>{'Counts and kinds of what you sent are kept with each request for thirty days, never its text: policies are tried on them.'}</DocsText>
      </DocsSection>
      <DocsSection id="life" title="From a draft to live">
        <DocsList
          items={[
            'Write it on the page Policies, as cards or as JSON. Saving makes a new version, which nobody can call yet.',
            'Try it on your own requests: which step each would have taken, where it would have gone, what it cost and what it would have cost.',
            'Publish it. You are shown what changes first, and every gateway has it within a second. Developers write drafts; owners and admins publish.',
            'Go back to an earlier version at any time. It keeps its number: version 3 is the same document for ever.',
          ]}
        />
      </DocsSection>
      <DocsSection id="call" title="Call it">
        <DocsText>{'A policy is called like a model, on every surface. `models` cannot be set beside it: the policy names them.'}</DocsText>
        <CodeBlock code={call} language="typescript" title="support.ts" highlightLine={5} />
        <DocsText>
          {
            'A request’s own constraints hold besides those of the policy; its preferences, such as `provider.sort`, win over the policy’s. Which version and which step decided is in the request log, in `GET /v1/generation`, and in the answer itself with the header `x-modelhub-metadata: enabled`.'
          }
        </DocsText>
      </DocsSection>
      <DocsSection id="default" title="As a default">
        <DocsList
          items={[
            'A key or a project can have a default policy. It decides for the model `modelhub/auto`.',
            'Its `always` then holds for every request of the key, also for one that names a model itself: a key of the EU stays in the EU.',
            'What the organization and a key may use at all, by model and by provider, stands above every policy.',
          ]}
        />
      </DocsSection>
      <DocsSection id="refused" title="When a model refuses">
        <DocsText>
          {
            '`on_context_too_long` and `on_content_filtered` name models for exactly that: a prompt that is too long for the step’s models, and one that a content filter refuses. Without them such a refusal is the answer, since another model would most likely refuse as well.'
          }
        </DocsText>
      </DocsSection>
    </>
  );
}
