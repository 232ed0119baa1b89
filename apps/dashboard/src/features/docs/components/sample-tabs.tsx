import { CodeBlock } from '@modelhub/ui/code-block';
import { Tabs } from '@modelhub/ui/tabs';
import { codeSamples, type SampleInput } from '../samples.ts';

export interface SampleTabsProps extends SampleInput {
  /** Which samples, by id, and in which order; all of them by default. */
  readonly only?: readonly string[];
  readonly withInstall?: boolean;
}

/** One request in several clients; in each exactly one line is marked. */
export function SampleTabs({ only, withInstall = false, ...input }: SampleTabsProps) {
  const all = codeSamples(input);
  const samples = only === undefined ? all : only.flatMap((id) => all.filter((sample) => sample.id === id));
  return (
    <Tabs
      label="Client"
      look="segment"
      tabs={samples.map((sample) => ({
        value: sample.id,
        label: sample.label,
        content: (
          <div className="flex flex-col gap-3">
            {withInstall && sample.install !== null ? <CodeBlock code={sample.install} language="bash" title="Terminal" /> : null}
            <CodeBlock code={sample.code} language={sample.language} title={sample.file} highlightLine={sample.changedLine} />
          </div>
        ),
      }))}
    />
  );
}
