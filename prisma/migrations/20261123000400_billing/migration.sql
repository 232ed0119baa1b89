-- What pushing usage to Stripe has to remember so that a crash between sending and marking changes nothing, and what
-- is charged or credited beside the meter.

ALTER TABLE "stripe_outbox"
  ADD COLUMN "pushed_nano_usd" BIGINT NOT NULL DEFAULT 0,
  ADD COLUMN "pending_version" INTEGER,
  ADD COLUMN "pending_micro_usd" BIGINT,
  ADD COLUMN "pending_nano_usd" BIGINT,
  ADD COLUMN "next_attempt_at" TIMESTAMPTZ(3);

ALTER TABLE "invoices"
  ADD COLUMN "usage_cents" BIGINT NOT NULL DEFAULT 0,
  ADD COLUMN "attempt_count" INTEGER NOT NULL DEFAULT 0,
  ADD COLUMN "statement_digest" TEXT;

ALTER TABLE "sla_reports"
  ADD COLUMN "stripe_credit_id" TEXT,
  ADD COLUMN "credited_at" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "late_usage_charges" (
    "id" TEXT NOT NULL,
    "organization_id" TEXT NOT NULL,
    "month" TIMESTAMPTZ(3) NOT NULL,
    "amount_cents" BIGINT NOT NULL,
    "ledger_nano_usd" BIGINT NOT NULL,
    "stripe_invoice_item_id" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "late_usage_charges_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "late_usage_charges_organization_id_month_idx" ON "late_usage_charges"("organization_id", "month");

-- CreateIndex
CREATE INDEX "stripe_outbox_dirty" ON "stripe_outbox" ("organization_id") WHERE "pushed_version" < "dirty_version";

ALTER TABLE late_usage_charges ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant ON late_usage_charges TO modelhub_app
  USING (organization_id = current_organization_id()) WITH CHECK (organization_id = current_organization_id());
CREATE POLICY worker ON late_usage_charges TO modelhub_worker USING (true) WITH CHECK (true);
GRANT SELECT ON late_usage_charges TO modelhub_app;
GRANT SELECT, INSERT, UPDATE ON late_usage_charges TO modelhub_worker;
