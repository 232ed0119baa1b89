-- Why each request went where it went, for as long as somebody may ask: beside the ledger rather than in it, since these rows go after some weeks
-- and the ledger's never do.

CREATE TABLE "request_decisions" (
    "organization_id" TEXT NOT NULL,
    "event_id" UUID NOT NULL,
    "occurred_at" TIMESTAMPTZ(3) NOT NULL,
    "document" JSONB NOT NULL,

    CONSTRAINT "request_decisions_pkey" PRIMARY KEY ("organization_id","event_id")
);

-- What is removed is found by its age.
CREATE INDEX "request_decisions_occurred_at_idx" ON "request_decisions"("occurred_at");
-- The request log by policy. Most requests name none.
CREATE INDEX request_decisions_policy_idx ON request_decisions (organization_id, (document #>> '{policy,name}'), event_id) WHERE document ? 'policy';

ALTER TABLE request_decisions ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant ON request_decisions FOR SELECT TO modelhub_app USING (organization_id = current_organization_id());
CREATE POLICY worker ON request_decisions TO modelhub_worker USING (true) WITH CHECK (true);
CREATE POLICY gateway ON request_decisions FOR SELECT TO modelhub_gateway USING (true);

GRANT SELECT ON request_decisions TO modelhub_app, modelhub_gateway;
-- Written once, as the ledger is, and removed when its time is over.
GRANT SELECT, INSERT, DELETE ON request_decisions TO modelhub_worker;
