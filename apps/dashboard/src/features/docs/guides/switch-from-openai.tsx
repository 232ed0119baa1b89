import { Link } from '@modelhub/ui/link';
import { DocsList, DocsSection, DocsText } from '../components/docs-section.tsx';
import { SampleTabs } from '../components/sample-tabs.tsx';

export function SwitchFromOpenai({ baseUrl }: { readonly baseUrl: string }) {
  return (
    <>
      <DocsSection id="change" title="What you change">
        <DocsText>{'The address and the key. The model keeps its name: `gpt-4o` is found as well as `openai/gpt-4o`.'}</DocsText>
        <SampleTabs baseUrl={baseUrl} model="gpt-4o" apiKey="mh_live_..." only={['python', 'typescript', 'curl']} />
        <DocsText>{'Without touching code: the SDKs read `OPENAI_BASE_URL` and `OPENAI_API_KEY` from the environment.'}</DocsText>
      </DocsSection>
      <DocsSection id="same" title="What stays">
        <DocsList
          items={[
            'Requests, answers, streams and errors have the form that OpenAI describes. Fields that we add stand beside them.',
            'Chat completions, responses, completions, embeddings, moderations, images, speech and transcripts are served under their own paths.',
            'Retries of the SDKs work: we set `retry-after`, and `x-should-retry: false` where trying again cannot help.',
            'Responses can be kept and gone on from with `previous_response_id`, on models of other labs too.',
          ]}
        />
      </DocsSection>
      <DocsSection id="different" title="What is different">
        <DocsList
          items={[
            'Files, batches, fine-tuning and vector stores belong to an account at OpenAI: reach them below `/openai`, with your own key of OpenAI. Their paths below `/v1` answer 404 with the code `unsupported_endpoint`.',
            '`conversation` and stored prompts of the Responses API are refused by name. Tools that reach into an account at OpenAI (`file_search`, `code_interpreter`, `image_generation`) need your own key of OpenAI.',
            'Rate limits are those of your key here. The headers `x-ratelimit-*` tell them; the provider’s own are not passed on.',
            'The price stands on the page of each model, and in `x-modelhub-cost-usd` on every answer that is not streamed.',
          ]}
        />
        <p className="text-sm">
          <Link href="/docs/api">All paths and fields</Link>
        </p>
      </DocsSection>
      <DocsSection id="next" title="What you can do then">
        <DocsText>
          {'Put another model’s name into `model`; the rest of the request stays. Name a second model in `models`, and it answers when the first cannot.'}
        </DocsText>
      </DocsSection>
    </>
  );
}
