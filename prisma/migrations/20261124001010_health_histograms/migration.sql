-- How many values were in each bucket of a scale that is the same at all gateways. Histograms add up, over gateways, minutes, hours and endpoints, as percentiles do not.
-- A gateway of the earlier version writes none, and what it saw is in the counts alone.

ALTER TABLE "endpoint_health_samples"
  ADD COLUMN "ttft_ms_buckets" SMALLINT[] DEFAULT ARRAY[]::SMALLINT[],
  ADD COLUMN "ttft_ms_counts" INTEGER[] DEFAULT ARRAY[]::INTEGER[],
  ADD COLUMN "latency_ms_buckets" SMALLINT[] DEFAULT ARRAY[]::SMALLINT[],
  ADD COLUMN "latency_ms_counts" INTEGER[] DEFAULT ARRAY[]::INTEGER[];

ALTER TABLE "endpoint_health_hours"
  ADD COLUMN "ttft_ms_buckets" SMALLINT[] DEFAULT ARRAY[]::SMALLINT[],
  ADD COLUMN "ttft_ms_counts" INTEGER[] DEFAULT ARRAY[]::INTEGER[],
  ADD COLUMN "latency_ms_buckets" SMALLINT[] DEFAULT ARRAY[]::SMALLINT[],
  ADD COLUMN "latency_ms_counts" INTEGER[] DEFAULT ARRAY[]::INTEGER[];
