-- Figures of the whole instance for its public pages. The application role sees one tenant at a time; these functions
-- give it sums over all of them and nothing that leads back to one.

CREATE FUNCTION public_availability(since timestamptz)
RETURNS TABLE (model text, provider text, day timestamptz, requests bigint, failed bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
  SELECT r.model, r.provider, date_trunc('day', r.hour, 'UTC'), sum(r.requests)::bigint, sum(r.failed_requests)::bigint
  FROM usage_rollups_hourly r WHERE r.hour >= since GROUP BY 1, 2, 3
$$;

-- One row for each endpoint, and one with a null endpoint for all together. The bound on the id lets the planner leave
-- out whole months and, within one, skip through the primary key.
CREATE FUNCTION public_speed(since timestamptz)
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
  WHERE e.event_id >= uuidv7_boundary(since) AND e.outcome = 'completed'
  GROUP BY GROUPING SETS ((e.endpoint_id), ())
$$;

REVOKE ALL ON FUNCTION public_availability(timestamptz), public_speed(timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION public_availability(timestamptz), public_speed(timestamptz) TO modelhub_app;
