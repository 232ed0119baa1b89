import { meterCheck } from '@modelhub/billing/reconcile-meter';
import { METERING_CHECKS } from '@modelhub/metering/reconcile/checks';
import type { ReconciliationCheck } from '@modelhub/metering/reconcile/finding';
import { runReconciliation } from '@modelhub/metering/reconcile/run';
import { Gauge } from '@modelhub/observability/metrics';
import { workerBilling } from '../billing.ts';
import type { WorkerContext } from '../context.ts';

/** Every invariant that is checked, whoever's it is. The meter can only be read with a key to Stripe. */
function checksOf(context: WorkerContext): readonly ReconciliationCheck[] {
  const parts = workerBilling(context);
  return parts === undefined ? METERING_CHECKS : [...METERING_CHECKS, meterCheck(parts.sink)];
}

/** Checks the books. A broken invariant is logged, shown in the metrics, and holds that organization's push. */
export function reconcileHandler(context: WorkerContext): () => Promise<void> {
  const { pool, env, clock, logger, metrics } = context;
  const checks = checksOf(context);
  const open = new Gauge({
    name: 'modelhub_reconciliation_findings',
    help: 'Places where an invariant does not hold, as of the last run.',
    labelNames: ['invariant'],
    registers: [metrics],
  });
  for (const { invariant } of checks) open.set({ invariant }, 0);
  return async () => {
    const report = await runReconciliation({ pool, clock, checks, journalDirectory: env.JOURNAL_DIR });
    for (const { invariant } of checks) {
      open.set({ invariant }, report.findings.filter((finding) => finding.invariant === invariant).length);
    }
    for (const finding of report.findings) logger.error({ finding }, 'an invariant of the ledger does not hold');
    logger.info({ checked: report.checked, opened: report.opened, resolved: report.resolved }, 'reconciled');
    const [first] = report.errors;
    if (first !== undefined) throw new Error(`${first.invariant} could not be checked: ${first.error.message}`, { cause: first.error });
  };
}
