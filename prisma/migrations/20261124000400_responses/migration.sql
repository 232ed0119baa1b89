-- Answers of the Responses API that a client may come back to, for thirty days. `input` and `body` are JSON as text: jsonb would change long numbers and
-- refuses what JSON may hold.

CREATE TABLE "responses" (
    "organization_id" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "project_id" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "background" BOOLEAN NOT NULL,
    "previous_response_id" TEXT,
    "input" TEXT NOT NULL,
    "body" TEXT NOT NULL,
    "error_code" TEXT,
    "error_message" TEXT,
    "item_ids" TEXT[],
    "gateway_id" TEXT NOT NULL,
    "lease_until" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "responses_pkey" PRIMARY KEY ("organization_id","id")
);

CREATE INDEX "responses_item_ids_idx" ON "responses" USING GIN ("item_ids");
CREATE INDEX "responses_created_at_idx" ON "responses"("created_at");
-- Only answers that are being made have a lease.
CREATE INDEX "responses_lease_until_idx" ON "responses"("lease_until") WHERE lease_until IS NOT NULL;

ALTER TABLE "responses" ADD CONSTRAINT "responses_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organizations"("id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE responses
  ADD CONSTRAINT responses_status CHECK (status IN ('queued', 'in_progress', 'completed', 'incomplete', 'failed', 'cancelled')),
  ADD CONSTRAINT responses_lease CHECK ((lease_until IS NOT NULL) = (status IN ('queued', 'in_progress')));

-- Gateways act for one tenant at a time here: what they write and read is of the tenant that asks.
ALTER TABLE responses ENABLE ROW LEVEL SECURITY;
CREATE POLICY gateway ON responses TO modelhub_gateway
  USING (organization_id = current_organization_id()) WITH CHECK (organization_id = current_organization_id());
CREATE POLICY worker ON responses TO modelhub_worker USING (true) WITH CHECK (true);

-- A gateway says that it still makes these answers, of whatever tenants, and hears which of them are still wanted.
CREATE FUNCTION renew_response_leases(gateway text, ids text[], until timestamptz) RETURNS SETOF text
LANGUAGE sql SECURITY DEFINER SET search_path FROM CURRENT AS $$
  UPDATE responses SET lease_until = until
  WHERE lease_until IS NOT NULL AND gateway_id = gateway AND id = ANY (ids) RETURNING id
$$;
REVOKE ALL ON FUNCTION renew_response_leases(text, text[], timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION renew_response_leases(text, text[], timestamptz) TO modelhub_gateway;

GRANT SELECT, INSERT, UPDATE, DELETE ON responses TO modelhub_gateway;
GRANT SELECT, UPDATE, DELETE ON responses TO modelhub_worker;
