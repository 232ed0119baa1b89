import { Link } from '@modelhub/ui/link';
import { Table, type TableColumn } from '@modelhub/ui/table';
import { DocsList, DocsSection, DocsText } from '../components/docs-section.tsx';

interface Tokenizer {
  readonly models: string;
  readonly tokenizer: string;
  readonly error: string;
}

/** As docs/tokens.md of the repository has them. */
const TOKENIZERS: readonly Tokenizer[] = [
  { models: 'OpenAI since GPT-4o', tokenizer: 'o200k_base, their own', error: '2 %' },
  { models: 'OpenAI before that', tokenizer: 'cl100k_base, their own', error: '2 %' },
  { models: 'Llama', tokenizer: 'o200k_base × 1.03', error: '10 %' },
  { models: 'Google', tokenizer: 'o200k_base', error: '15 %' },
  { models: 'Cohere', tokenizer: 'o200k_base × 1.05', error: '15 %' },
  { models: 'Mistral', tokenizer: 'o200k_base × 1.15', error: '20 %' },
  { models: 'Anthropic, when it does not count itself', tokenizer: 'o200k_base × 1.2', error: '25 %' },
  { models: 'All others', tokenizer: 'o200k_base × 1.05', error: '20 %' },
];

const COLUMNS: readonly TableColumn<Tokenizer>[] = [
  { id: 'models', header: 'Models of', priority: 'title', cell: ({ models }) => models },
  { id: 'tokenizer', header: 'Tokenizer', className: 'text-ink-muted', cell: ({ tokenizer }) => tokenizer },
  { id: 'error', header: 'May be off by', align: 'right', cell: ({ error }) => error },
];

export function TokenCounts() {
  return (
    <>
      <DocsSection id="billed" title="What you pay is what the provider counted">
        <DocsText>
          {
            'Usage is always asked for, on streams too, and what the provider reports is what is billed, zero included. The same counts are in `usage` of the answer, on the page of the request and on the invoice.'
          }
        </DocsText>
        <DocsText>
          {
            'Components never overlap: input, cached input, cache writes, output, sound and pictures. Thinking is part of the output. OpenAI’s dialect counts cached tokens as part of the prompt, Anthropic’s beside it: we answer in the way of the dialect that you speak.'
          }
        </DocsText>
      </DocsSection>
      <DocsSection id="when" title="When we count ourselves">
        <DocsList
          items={[
            'Before a request runs, for its limits and budgets: by characters and bytes, without a tokenizer. That is 0.7 to 1.4 times the true count for English, code, JSON, German, Chinese, Japanese and Arabic, and up to 1.6 times for Cyrillic and Devanagari. The true count takes its place when the request ends.',
            'The prompt of an answer whose provider reported no usage: with the model’s tokenizer or the nearest. Its charge is marked as estimated, wherever it is shown.',
            'The output of such an answer, and of one that you did not wait for: four bytes of text are a token. That is too little rather than too much.',
            'When you ask: `POST /v1/messages/count_tokens` and `POST /v1/responses/input_tokens`. Anthropic counts for its own models, a tokenizer for all others. It costs nothing.',
          ]}
        />
      </DocsSection>
      <DocsSection id="tokenizers" title="Tokenizers, and how far off they can be">
        <div className="rounded-lg border border-line bg-surface">
          <Table caption="Tokenizers by the lab of a model" columns={COLUMNS} rows={TOKENIZERS} rowKey={({ models }) => models} stickyTop="3.5rem" />
        </div>
        <DocsText>{'The factors are rules of thumb for English text and code. They were not measured against the providers.'}</DocsText>
        <DocsText>
          {
            'Pictures are counted by the published rule of their lab, with the size that is in their bytes; one at an address is taken for 1,024 × 1,024. Documents and sound are counted as an order of magnitude only.'
          }
        </DocsText>
      </DocsSection>
      <DocsSection id="correction" title="When the provider reports later">
        <DocsText>{'A correcting entry settles the difference, and names the first.'}</DocsText>
        <p className="text-sm">
          <Link href="/pricing#who-pays">Who pays for what</Link>
        </p>
      </DocsSection>
    </>
  );
}
