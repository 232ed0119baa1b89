-- In which minutes there was a gateway, and in which a provider answered: what the ledger cannot know, since what reaches nobody is written down by nobody.
-- Nothing of it belongs to a tenant.

-- As gateways write it. After two days the worker makes numbers of them.
CREATE TABLE "gateway_minutes" (
    "minute" TIMESTAMPTZ(3) NOT NULL,
    "gateway_id" TEXT NOT NULL,

    CONSTRAINT "gateway_minutes_pkey" PRIMARY KEY ("minute","gateway_id")
);

CREATE TABLE "fleet_minutes" (
    "minute" TIMESTAMPTZ(3) NOT NULL,
    "gateways" INTEGER NOT NULL,

    CONSTRAINT "fleet_minutes_pkey" PRIMARY KEY ("minute")
);

CREATE TABLE "provider_health_hours" (
    "provider" TEXT NOT NULL,
    "hour" TIMESTAMPTZ(3) NOT NULL,
    "requests" INTEGER NOT NULL,
    "errors" INTEGER NOT NULL,
    "minutes_asked" INTEGER NOT NULL,
    "minutes_answered" INTEGER NOT NULL,
    "probes" INTEGER NOT NULL,
    "probe_errors" INTEGER NOT NULL,
    "minutes_probed" INTEGER NOT NULL,
    "minutes_probe_answered" INTEGER NOT NULL,

    CONSTRAINT "provider_health_hours_pkey" PRIMARY KEY ("provider","hour")
);

CREATE INDEX "provider_health_hours_hour_idx" ON "provider_health_hours"("hour");

-- Endpoints whose circuits the gateway holds open for having seen them fail.
ALTER TABLE "gateways" ADD COLUMN "failing" TEXT[] DEFAULT ARRAY[]::TEXT[];

-- Means of percentiles, which nobody asked for. A worker of the earlier version can no longer make hours then, which is well: hours are written while their minutes are still there now, and what
-- it added to them would count twice.
ALTER TABLE "endpoint_health_hours"
  DROP COLUMN "ttft_ms_p50",
  DROP COLUMN "ttft_ms_p95",
  DROP COLUMN "latency_ms_p50",
  DROP COLUMN "latency_ms_p95";

GRANT INSERT ON gateway_minutes TO modelhub_gateway;
GRANT SELECT ON gateway_minutes, fleet_minutes, provider_health_hours TO modelhub_app;
GRANT SELECT, DELETE ON gateway_minutes TO modelhub_worker;
GRANT SELECT, INSERT, UPDATE, DELETE ON fleet_minutes, provider_health_hours TO modelhub_worker;
