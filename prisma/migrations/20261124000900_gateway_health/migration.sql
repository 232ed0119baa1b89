-- How endpoints do on our account, written down by every gateway each minute, and which gateways there are. Nothing of it belongs to a tenant.
-- A gateway of the earlier version writes none of this, and goes on beside it.

ALTER TABLE "endpoint_health_samples"
  ADD COLUMN "timeouts" INTEGER NOT NULL DEFAULT 0,
  ADD COLUMN "unavailable" INTEGER NOT NULL DEFAULT 0,
  ADD COLUMN "overloaded" INTEGER NOT NULL DEFAULT 0,
  ADD COLUMN "server_errors" INTEGER NOT NULL DEFAULT 0,
  ADD COLUMN "broken_streams" INTEGER NOT NULL DEFAULT 0,
  ADD COLUMN "keys_refused" INTEGER NOT NULL DEFAULT 0,
  -- Requests of our own, which are in none of the other counts.
  ADD COLUMN "probes" INTEGER NOT NULL DEFAULT 0,
  ADD COLUMN "probe_errors" INTEGER NOT NULL DEFAULT 0;

CREATE INDEX "endpoint_health_samples_minute_idx" ON "endpoint_health_samples"("minute");

CREATE TABLE "endpoint_health_hours" (
    "endpoint_id" TEXT NOT NULL,
    "hour" TIMESTAMPTZ(3) NOT NULL,
    "requests" INTEGER NOT NULL,
    "errors" INTEGER NOT NULL,
    "rate_limited" INTEGER NOT NULL,
    "ttft_ms_p50" INTEGER,
    "ttft_ms_p95" INTEGER,
    "latency_ms_p50" INTEGER,
    "latency_ms_p95" INTEGER,
    "output_tokens" BIGINT NOT NULL DEFAULT 0,
    "output_ms" BIGINT NOT NULL DEFAULT 0,
    "timeouts" INTEGER NOT NULL DEFAULT 0,
    "unavailable" INTEGER NOT NULL DEFAULT 0,
    "overloaded" INTEGER NOT NULL DEFAULT 0,
    "server_errors" INTEGER NOT NULL DEFAULT 0,
    "broken_streams" INTEGER NOT NULL DEFAULT 0,
    "keys_refused" INTEGER NOT NULL DEFAULT 0,
    "probes" INTEGER NOT NULL DEFAULT 0,
    "probe_errors" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "endpoint_health_hours_pkey" PRIMARY KEY ("endpoint_id","hour")
);

CREATE INDEX "endpoint_health_hours_hour_idx" ON "endpoint_health_hours"("hour");

CREATE TABLE "gateways" (
    "id" TEXT NOT NULL,
    "version" TEXT NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "seen_at" TIMESTAMPTZ(3) NOT NULL,
    "providers" TEXT[] DEFAULT ARRAY[]::TEXT[],

    CONSTRAINT "gateways_pkey" PRIMARY KEY ("id")
);

-- The second half of a minute in which a gateway was started anew is added to the first.
GRANT UPDATE ON endpoint_health_samples TO modelhub_gateway;
GRANT SELECT, INSERT, UPDATE ON gateways TO modelhub_gateway;
GRANT SELECT ON endpoint_health_hours, gateways TO modelhub_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON endpoint_health_hours TO modelhub_worker;
GRANT SELECT, DELETE ON gateways TO modelhub_worker;
