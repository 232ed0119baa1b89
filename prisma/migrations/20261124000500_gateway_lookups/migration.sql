-- A caller can ask the gateway what one of its requests cost.

GRANT SELECT ON usage_events, usage_corrections TO modelhub_gateway;

-- And how well and how fast each endpoint has answered, whoever asked it.
GRANT EXECUTE ON FUNCTION public_availability(timestamptz), public_speed(timestamptz) TO modelhub_gateway;
