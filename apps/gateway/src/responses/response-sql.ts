/** A chain of more responses than this is no conversation. */
const CHAIN_MAX = 1_000;
const COLUMNS = 'r.id, r.status, r.background, r.previous_response_id, r.input, r.body, r.error_code, r.error_message';
const BYTES = 'octet_length(r.input)::bigint + octet_length(r.body)';
const IS_ABANDONED = 'coalesce(r.lease_until < now(), false) AS is_abandoned';

/** $1 organization, $2 id, $3 project, then the columns in order; the last is the lease in seconds, or null. */
export const INSERT = `
  INSERT INTO responses (organization_id, id, project_id, status, background, previous_response_id, input, body, error_code, error_message, item_ids,
    gateway_id, lease_until)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, now() + make_interval(secs => $13))
  ON CONFLICT DO NOTHING`;

/** Complete answers of any tenants, a list for each column: $1 organizations, $2 ids, …, $11 ids of items with blanks between; $12 gateway. */
export const KEEP = `
  INSERT INTO responses (organization_id, id, project_id, status, background, previous_response_id, input, body, error_code, error_message, item_ids, gateway_id)
  SELECT r.organization_id, r.id, r.project_id, r.status, r.background, r.previous, r.input, r.body, r.error_code, r.error_message,
    coalesce(string_to_array(nullif(r.item_ids, ''), ' '), '{}'), $12
  FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::boolean[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[], $11::text[])
    AS r (organization_id, id, project_id, status, background, previous, input, body, error_code, error_message, item_ids)`;

/** $1 organization, $2 id. */
export const START = `UPDATE responses SET status = 'in_progress' WHERE organization_id = $1 AND id = $2 AND status = 'queued'`;

/** $1 organization, $2 id, $3 status, $4 body or null, $5 error code, $6 error message, $7 ids of items. */
export const FINISH = `
  UPDATE responses SET status = $3, body = coalesce($4, body), error_code = $5, error_message = $6, item_ids = $7, lease_until = NULL
  WHERE organization_id = $1 AND id = $2 AND lease_until IS NOT NULL`;

/** $1 organization, $2 project, $3 id. */
export const FIND = `SELECT ${COLUMNS}, ${IS_ABANDONED} FROM responses r WHERE r.organization_id = $1 AND r.project_id = $2 AND r.id = $3`;

/** $1 organization, $2 project, $3 id, $4 bytes after which no more is read; the oldest first. */
export const CHAIN = `
  WITH RECURSIVE chain AS (
    SELECT ${COLUMNS}, 1 AS depth, ${BYTES} AS bytes FROM responses r WHERE r.organization_id = $1 AND r.project_id = $2 AND r.id = $3
    UNION ALL
    SELECT ${COLUMNS}, chain.depth + 1, chain.bytes + ${BYTES} FROM responses r
    JOIN chain ON r.organization_id = $1 AND r.project_id = $2 AND r.id = chain.previous_response_id WHERE chain.depth < ${CHAIN_MAX} AND chain.bytes < $4
  )
  SELECT *, false AS is_abandoned FROM chain ORDER BY depth DESC`;

/** $1 organization, $2 project, $3 ids of items, $4 bytes after which no more is read. */
export const FIND_ITEMS = `
  SELECT ${COLUMNS}, false AS is_abandoned, r.bytes FROM (
    SELECT r.*, sum(${BYTES}) OVER (ORDER BY r.id ROWS UNBOUNDED PRECEDING) - (${BYTES}) AS bytes FROM responses r
    WHERE r.organization_id = $1 AND r.project_id = $2 AND r.item_ids && $3::text[]) r
  WHERE r.bytes < $4`;

/** $1 organization, $2 project, $3 id. */
export const CANCEL = `
  UPDATE responses r SET status = 'cancelled', lease_until = NULL
  WHERE r.organization_id = $1 AND r.project_id = $2 AND r.id = $3 AND r.lease_until IS NOT NULL RETURNING r.id`;

/** $1 organization, $2 project, $3 id. */
export const REMOVE = `DELETE FROM responses r WHERE r.organization_id = $1 AND r.project_id = $2 AND r.id = $3 RETURNING r.id`;

/** $1 organization, $2 id. */
export const ABANDON = `
  UPDATE responses SET status = 'failed', lease_until = NULL, error_code = 'server_error',
    error_message = 'The gateway that made this response stopped before it was complete.'
  WHERE organization_id = $1 AND id = $2 AND lease_until < now()`;

/** $1 gateway, $2 ids, $3 seconds. Of all tenants: a gateway says it of what it makes itself. */
export const RENEW = `SELECT renew_response_leases($1, $2, now() + make_interval(secs => $3)) AS id`;
