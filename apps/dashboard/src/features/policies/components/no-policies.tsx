import { Button } from '@modelhub/ui/button';
import { POLICY_TEMPLATES } from '../policy-templates.ts';
import { conditionWords, providerWords, shortModel } from '../policy-words.ts';

/** Teaches by example: each card is a whole policy that can be taken as it is. */
export function NoPolicies({ onStart }: { readonly onStart: ((templateId: string) => void) | null }) {
  return (
    <section aria-labelledby="start-from" className="flex flex-col gap-4">
      <div className="flex flex-wrap items-end justify-between gap-3">
        <div>
          <h2 id="start-from" className="text-base font-medium">
            {onStart === null ? 'No policies yet' : 'Start from one of these'}
          </h2>
          <p className="mt-1 max-w-2xl text-sm text-ink-muted">
            {onStart === null
              ? 'Your role reads policies. Ask an owner, admin or developer of this organization for one, such as these.'
              : 'A policy is a list of steps. A request takes the first step whose conditions it meets, and goes to that step’s model.'}
          </p>
        </div>
        {onStart === null ? null : <Button onClick={() => onStart('blank')}>Start with an empty one</Button>}
      </div>
      <ul className="grid gap-4 lg:grid-cols-2">
        {POLICY_TEMPLATES.map(({ id, title, why, document }) => (
          <li key={id} className="flex flex-col gap-4 rounded-lg border border-line bg-surface p-5">
            <div>
              <h3 className="text-sm font-medium">{title}</h3>
              <p className="mt-1 text-sm text-ink-muted">{why}</p>
            </div>
            <ol className="flex flex-col gap-1.5 rounded-md bg-sunken px-3 py-2.5 text-xs">
              {document.steps.map((step) => (
                <li key={step.name} className="flex flex-wrap items-baseline gap-x-2">
                  <span className="text-ink-muted">
                    {conditionWords(step.when).join(', ') || (document.steps.length === 1 ? 'everything' : 'everything else')}
                  </span>
                  <span aria-hidden className="text-ink-subtle">
                    →
                  </span>
                  <code>{step.models.map(shortModel).join(', then ')}</code>
                </li>
              ))}
              {[...providerWords(document.always), ...document.steps.flatMap(({ provider }) => providerWords(provider))].map((words) => (
                <li key={words} className="text-ink-muted">
                  {words}
                </li>
              ))}
            </ol>
            {onStart === null ? null : (
              <Button className="mt-auto self-start" aria-label={`Use this one: ${title}`} onClick={() => onStart(id)}>
                Use this one
              </Button>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
