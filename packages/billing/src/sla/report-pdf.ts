import { dollarsFromNanoUsd, grouped } from '../money-text.ts';
import { monthName } from '../month.ts';
import { facts, heading, paragraph, renderPdf, table } from '../pdf-document.ts';
import type { IncidentRun } from './incidents.ts';
import type { SlaReportDocument } from './report-document.ts';

/** The monthly report as a PDF, A4, each incident with its minutes. */
export function slaReportPdf(report: SlaReportDocument, organizationName: string): Promise<Buffer> {
  return renderPdf({
    title: `Service level, ${monthName(report.monthMs)}`,
    subtitle: organizationName,
    parts: [
      facts([
        ['Availability', percentFromPpm(report.availabilityPpm)],
        ['Promised', percentFromPpm(report.targetPpm)],
        ['Requests that count', grouped(String(report.eligible))],
        ['Failed', grouped(String(report.failed))],
        [
          'Credit',
          report.creditPercent === 0 ? 'none' : `${dollarsFromNanoUsd(report.creditNanoUsd)} (${report.creditPercent} % of the spend on affected models)`,
        ],
      ]),
      heading('Models'),
      report.models.length === 0 ? paragraph('No requests in this month.') : modelTable(report),
      heading('Incidents'),
      ...(report.incidents.length === 0 ? [paragraph('No request failed in this month.')] : report.incidents.flatMap(incidentParts)),
      paragraph(
        'Availability is one minus failed requests over requests that count, from the usage ledger. The rules are in the documentation under Service level.',
      ),
    ],
  });
}

function modelTable(report: SlaReportDocument): ReturnType<typeof table> {
  return table(
    [
      { title: 'Model', widthPercent: 40 },
      { title: 'Requests', widthPercent: 15, align: 'right' },
      { title: 'Failed', widthPercent: 12, align: 'right' },
      { title: 'Availability', widthPercent: 16, align: 'right' },
      { title: 'Spend', widthPercent: 17, align: 'right' },
    ],
    report.models.map((model) => [
      `${model.model}${model.isAffected ? ' (affected)' : ''}`,
      grouped(String(model.eligible)),
      grouped(String(model.failed)),
      percentFromPpm(model.availabilityPpm),
      dollarsFromNanoUsd(model.spendNanoUsd),
    ]),
  );
}

function incidentParts(incident: IncidentRun): ReturnType<typeof paragraph>[] {
  const minutes = incident.minutes.map((minute) => `${clock(minute.minuteMs)} ${minute.failed}/${minute.eligible}`).join('   ');
  return [
    paragraph(
      `${incident.model}, ${day(incident.startedAtMs)} ${clock(incident.startedAtMs)} to ${clock(incident.endedAtMs)} UTC: ${incident.failed} of ${incident.eligible} requests failed. Failed of all, by minute: ${minutes}`,
    ),
  ];
}

/** `99.9123 %`, all four decimals: what is rounded away would be what is argued about. */
export function percentFromPpm(ppm: bigint): string {
  return `${ppm / 10_000n}.${(ppm % 10_000n).toString().padStart(4, '0')} %`;
}

function day(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}

function clock(ms: number): string {
  return new Date(ms).toISOString().slice(11, 16);
}
