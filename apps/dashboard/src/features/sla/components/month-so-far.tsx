import { buttonClass } from '@modelhub/ui/button-class';
import { EmptyState } from '@modelhub/ui/empty-state';
import { Panel } from '@modelhub/ui/panel';
import { ShieldCheck } from 'lucide-react';
import Link from 'next/link';
import type { MonthSoFar as Month } from '../server/month-so-far.ts';
import { SlaEvidence } from './sla-evidence.tsx';
import { SlaFigures } from './sla-figures.tsx';
import { SlaIncidents } from './sla-incidents.tsx';
import { SlaModels } from './sla-models.tsx';

/** The current month as it stands. */
export function MonthSoFar({ month }: { readonly month: Month }) {
  const evidence = <SlaEvidence evidence={month.evidence} monthMs={month.monthMs} />;
  if (month.eligible === 0n) {
    return (
      <>
        <Panel>
          <EmptyState
            icon={<ShieldCheck />}
            title="Nothing to measure yet this month"
            description="99.9 % of your requests are promised an answer. This page counts them minute by minute, and says what is given back when a month falls short."
            action={
              <Link href="/keys" className={buttonClass()}>
                Go to keys
              </Link>
            }
          />
        </Panel>
        {evidence}
      </>
    );
  }
  const models = month.models.map((model) => ({
    ...model,
    isAffected: (model.eligible - model.failed) * 1_000_000n < month.targetPpm * model.eligible,
  }));
  return (
    <>
      <SlaFigures {...month} isOver={false} />
      <SlaModels models={models} showsSpend={false} />
      <SlaIncidents incidents={month.incidents} />
      {evidence}
    </>
  );
}
