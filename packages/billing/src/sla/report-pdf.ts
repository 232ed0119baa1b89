import type { ReactElement } from 'react';
import { dollarsFromNanoUsd, grouped } from '../money-text.ts';
import { monthName } from '../month.ts';
import { facts, heading, paragraph, renderPdf, table } from '../pdf-document.ts';
import { fleetPpm, minutesOf, type FleetEvidence, type ProviderEvidence, type SlaEvidence } from './evidence.ts';
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
      ...(report.evidence === null ? [] : evidenceParts(report.evidence)),
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

function evidenceParts({ fleet, providers }: SlaEvidence): ReactElement[] {
  return [
    heading('Seen by the gateways, beside the ledger'),
    paragraph('Of all customers together, and no part of the availability or the credit above.'),
    ...(fleet === null ? [paragraph('Whether a gateway was there was not written down in this month.')] : fleetParts(fleet)),
    ...(providers.length === 0 ? [] : [providerTable(providers), paragraph(PROVIDER_NOTE)]),
  ];
}

const PROVIDER_NOTE =
  'A provider answered in a minute if any request to it on our accounts was answered, if only with a limit. Requests that it failed may have been answered by another one. Probes are requests of our own, of one token.';

function fleetParts(fleet: FleetEvidence): ReactElement[] {
  const gaps = fleet.gaps.map((gap) => `${day(gap.startedAtMs)} ${clock(gap.startedAtMs)}, ${minutesOf(gap)} min`).join('   ');
  return [
    facts([
      ['Minutes watched', `${grouped(String(fleet.watchedMinutes))}, from ${day(fleet.watchedFromMs)} ${clock(fleet.watchedFromMs)} UTC`],
      ['With a gateway', percentFromPpm(fleetPpm(fleet))],
      ['Without any gateway', `${grouped(String(fleet.minutesWithout))} min`],
      ['Gateways at once', fleet.gatewaysMin === fleet.gatewaysMax ? String(fleet.gatewaysMax) : `${fleet.gatewaysMin} to ${fleet.gatewaysMax}`],
    ]),
    ...(fleet.minutesWithout === 0 ? [] : [paragraph(`Without any gateway, UTC: ${gaps}`), paragraph(WITHOUT_NOTE)]),
  ];
}

/** See docs/adr/0049. */
const WITHOUT_NOTE =
  'What is sent while no gateway is there is received by nobody and is in no ledger: the availability above cannot know of it, and by the rules as they are no credit follows from it by itself.';

function providerTable(providers: readonly ProviderEvidence[]): ReactElement {
  const share = (part: number, of: number): string =>
    of === 0 ? '-' : `${percentFromPpm((BigInt(part) * 1_000_000n) / BigInt(of))} of ${grouped(String(of))}`;
  return table(
    [
      { title: 'Provider', widthPercent: 20 },
      { title: 'Requests answered', widthPercent: 27, align: 'right' },
      { title: 'Minutes with an answer', widthPercent: 27, align: 'right' },
      { title: 'Minutes, by probes', widthPercent: 26, align: 'right' },
    ],
    providers.map((one) => [
      one.provider,
      share(one.requests - one.errors, one.requests),
      share(one.minutesAnswered, one.minutesAsked),
      share(one.minutesProbeAnswered, one.minutesProbed),
    ]),
  );
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
