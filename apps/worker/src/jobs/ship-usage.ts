import { mkdir } from 'node:fs/promises';
import { JournalShipper, type ShipReport } from '@modelhub/metering/ship';
import { Counter, Gauge } from '@modelhub/observability/metrics';
import type { WorkerContext } from '../context.ts';
import { singleFlight } from '../single-flight.ts';

/** Ships this machine's journals. The shipper remembers where it was, so a quiet pass reads almost nothing. */
export function shipUsageHandler(context: WorkerContext): () => Promise<void> {
  const shipper = new JournalShipper({ pool: context.pool, directory: context.env.JOURNAL_DIR, clock: context.clock });
  const observe = shipMetrics(context);
  return singleFlight(async () => {
    await mkdir(context.env.JOURNAL_DIR, { recursive: true });
    const report = await shipper.ship();
    observe(report);
    if (report.quarantined > 0) {
      context.logger.error({ quarantined: report.quarantined }, 'journal records could not be billed and were set aside');
    }
    if (report.swept > 0) context.logger.warn({ swept: report.swept }, 'ended events that their gateway had left open');
    const [first] = report.errors;
    if (first === undefined) return;
    for (const { gatewayId, error } of report.errors) context.logger.error({ gatewayId, err: error }, 'a journal could not be shipped');
    throw first.error;
  });
}

function shipMetrics({ metrics }: WorkerContext): (report: ShipReport) => void {
  const rows = new Counter({
    name: 'modelhub_usage_rows_total',
    help: 'Journal ends by what became of them.',
    labelNames: ['result'],
    registers: [metrics],
  });
  const open = new Gauge({
    name: 'modelhub_usage_open_events',
    help: 'Events in the journals that have no end yet.',
    registers: [metrics],
  });
  return (report) => {
    for (const result of ['inserted', 'duplicates', 'corrected', 'quarantined', 'swept'] as const) {
      rows.inc({ result }, report[result]);
    }
    open.set(report.open);
  };
}
