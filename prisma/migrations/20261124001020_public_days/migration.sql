-- The public pages count by the rules of the service level: without what ran on customers' own keys, what the customer ended, and what was refused as the customer's own error. The hourly rollup knows
-- none of that, and is as long as there are keys; a day of a model is one row.
-- `public_availability` stays for dashboards of the earlier version.

CREATE TABLE "public_days" (
    "day" TIMESTAMPTZ(3) NOT NULL,
    "model" TEXT NOT NULL,
    "eligible" BIGINT NOT NULL,
    "failed" BIGINT NOT NULL,

    CONSTRAINT "public_days_pkey" PRIMARY KEY ("day","model")
);

-- Days, and incidents of everybody, are looked for by time and not by organization.
CREATE INDEX "sla_minutes_minute_idx" ON "sla_minutes"("minute");

INSERT INTO public_days (day, model, eligible, failed)
SELECT date_trunc('day', minute, 'UTC'), model, sum(eligible), sum(failed) FROM sla_minutes GROUP BY 1, 2;

GRANT SELECT ON public_days TO modelhub_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON public_days TO modelhub_worker;

-- How fast an answer comes on a customer's own key says nothing about ours.
CREATE OR REPLACE FUNCTION public_speed(since timestamptz)
RETURNS TABLE (endpoint_id text, requests bigint, overhead_us_p50 int, time_to_first_ms_p50 int, time_to_first_ms_p95 int,
  duration_ms_p50 int, output_tokens bigint, generation_ms bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
  SELECT e.endpoint_id, count(*),
    (percentile_disc(0.5) WITHIN GROUP (ORDER BY e.overhead_us)),
    (percentile_disc(0.5) WITHIN GROUP (ORDER BY e.time_to_first_ms)),
    (percentile_disc(0.95) WITHIN GROUP (ORDER BY e.time_to_first_ms)),
    (percentile_disc(0.5) WITHIN GROUP (ORDER BY e.duration_ms)),
    sum(e.output) FILTER (WHERE e.duration_ms > e.time_to_first_ms),
    sum(e.duration_ms - e.time_to_first_ms) FILTER (WHERE e.duration_ms > e.time_to_first_ms)
  FROM usage_events e
  WHERE e.event_id >= uuidv7_boundary(since) AND e.outcome = 'completed' AND e.price_id <> 'own-key'
  GROUP BY GROUPING SETS ((e.endpoint_id), ())
$$;
