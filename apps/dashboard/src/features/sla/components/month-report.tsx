import { buttonClass } from '@modelhub/ui/button-class';
import { formatDay, formatMoneyExact } from '@modelhub/ui/format';
import { Download } from 'lucide-react';
import type { SlaReportView } from '../server/router.ts';
import { SlaEvidence } from './sla-evidence.tsx';
import { SlaFigures } from './sla-figures.tsx';
import { SlaIncidents } from './sla-incidents.tsx';
import { SlaModels } from './sla-models.tsx';

function creditWords({ document, creditedAt, showsMoney }: SlaReportView): string {
  if (document.creditPercent === 0) return 'none owed';
  const amount = showsMoney ? `${formatMoneyExact(document.creditNanoUsd)}, ` : '';
  const given = creditedAt === null ? 'taken off the next invoice' : `given on ${formatDay(creditedAt.getTime(), { year: true })}`;
  return `${amount}${document.creditPercent} %, ${given}`;
}

/** A month that is over, as it was reported. */
export function MonthReport({ report }: { readonly report: SlaReportView }) {
  const { document, showsMoney, id } = report;
  return (
    <>
      <SlaFigures
        monthMs={document.monthMs}
        isOver
        eligible={document.eligible}
        failed={document.failed}
        availabilityPpm={document.availabilityPpm}
        targetPpm={document.targetPpm}
        credit={creditWords(report)}
        actions={
          showsMoney ? (
            <a href={`/settings/sla/${id}/report.pdf`} className={buttonClass({ size: 'sm' })}>
              <Download aria-hidden />
              PDF
            </a>
          ) : undefined
        }
      />
      <SlaModels models={document.models} showsSpend={showsMoney} />
      <SlaIncidents incidents={document.incidents} />
      <SlaEvidence evidence={document.evidence} monthMs={document.monthMs} />
    </>
  );
}
