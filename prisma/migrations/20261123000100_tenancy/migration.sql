-- What Prisma's schema cannot say: partitions, roles, grants, row-level security, invalidation.

-- ------------------------------------------------------------------------------------------------ partitions
-- UUIDv7 begins with the time in milliseconds, so a month is a range of ids and the ledger's primary key needs no
-- second time column. Version and variant bits are left zero: boundaries only have to sort.

CREATE FUNCTION uuidv7_boundary(at timestamptz) RETURNS uuid
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT (lpad(to_hex((extract(epoch FROM at) * 1000)::bigint), 12, '0') || '00000000000000000000')::uuid
$$;

CREATE FUNCTION uuidv7_time(id uuid) RETURNS timestamptz
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT to_timestamp(('x' || substr(replace(id::text, '-', ''), 1, 12))::bit(48)::bigint / 1000.0)
$$;

-- Creates the partitions of `months` months from the one that holds `first`. Running it again changes nothing.
CREATE FUNCTION ensure_usage_partitions(first timestamptz, months int) RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
  month_start timestamptz;
  month_end timestamptz;
  partition_name text;
  created int := 0;
BEGIN
  FOR i IN 0 .. months - 1 LOOP
    month_start := date_trunc('month', first, 'UTC') + make_interval(months => i);
    month_start := date_trunc('month', month_start, 'UTC');
    month_end := date_trunc('month', month_start + interval '32 days', 'UTC');
    partition_name := 'usage_events_' || to_char(month_start AT TIME ZONE 'UTC', 'YYYY_MM');
    IF to_regclass(quote_ident(partition_name)) IS NULL THEN
      EXECUTE format('CREATE TABLE %I PARTITION OF usage_events FOR VALUES FROM (%L) TO (%L)',
        partition_name, uuidv7_boundary(month_start), uuidv7_boundary(month_end));
      created := created + 1;
    END IF;
  END LOOP;
  RETURN created;
END
$$;

-- A row whose month was forgotten lands here rather than being lost; reconciliation reports it.
CREATE TABLE usage_events_default PARTITION OF usage_events DEFAULT;
SELECT ensure_usage_partitions(now() - interval '2 months', 15);

ALTER TABLE usage_events
  ADD CONSTRAINT usage_events_time_is_in_id CHECK (abs(extract(epoch FROM occurred_at - uuidv7_time(event_id))) < 1),
  ADD CONSTRAINT usage_events_not_negative CHECK (
    input >= 0 AND cached_input >= 0 AND cache_write_5m >= 0 AND cache_write_1h >= 0 AND output >= 0 AND reasoning >= 0
    AND audio_input >= 0 AND audio_output >= 0 AND image_input >= 0 AND image_output >= 0 AND cost_nano_usd >= 0);

-- ------------------------------------------------------------------------------------------------ roles
-- app: the dashboard, one tenant at a time. worker: all tenants, but may not rewrite the ledger. gateway: reads.

DO $$
DECLARE role_name text;
BEGIN
  FOREACH role_name IN ARRAY ARRAY['modelhub_app', 'modelhub_worker', 'modelhub_gateway'] LOOP
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = role_name) THEN
      EXECUTE format('CREATE ROLE %I NOLOGIN NOBYPASSRLS', role_name);
    END IF;
    EXECUTE format('GRANT USAGE ON SCHEMA %I TO %I', current_schema(), role_name);
  END LOOP;
END
$$;

CREATE FUNCTION current_organization_id() RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE AS $$ SELECT nullif(current_setting('app.organization_id', true), '') $$;

CREATE FUNCTION current_user_id() RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE AS $$ SELECT nullif(current_setting('app.user_id', true), '') $$;

-- ------------------------------------------------------------------------------------------------ row-level security

DO $$
DECLARE tenant_table text;
BEGIN
  FOREACH tenant_table IN ARRAY ARRAY[
    'invitations', 'projects', 'api_keys', 'provider_credentials', 'routing_policies', 'routing_policy_versions',
    'budgets', 'usage_events', 'usage_corrections', 'usage_rollups_hourly', 'stripe_outbox', 'invoices',
    'invoice_statement_lines', 'sla_minutes', 'sla_reports', 'audit_events', 'reconciliation_findings'
  ] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', tenant_table);
    EXECUTE format('CREATE POLICY tenant ON %I TO modelhub_app
      USING (organization_id = current_organization_id()) WITH CHECK (organization_id = current_organization_id())', tenant_table);
    EXECUTE format('CREATE POLICY worker ON %I TO modelhub_worker USING (true) WITH CHECK (true)', tenant_table);
    EXECUTE format('CREATE POLICY gateway ON %I FOR SELECT TO modelhub_gateway USING (true)', tenant_table);
  END LOOP;
END
$$;

ALTER TABLE organizations ENABLE ROW LEVEL SECURITY;
ALTER TABLE memberships ENABLE ROW LEVEL SECURITY;
ALTER TABLE incidents ENABLE ROW LEVEL SECURITY;

-- A person sees the organizations they belong to; everything else of an organization needs it to be the current one.
CREATE POLICY tenant_read ON organizations FOR SELECT TO modelhub_app
  USING (id = current_organization_id() OR EXISTS (
    SELECT FROM memberships m WHERE m.organization_id = organizations.id AND m.user_id = current_user_id()));
CREATE POLICY tenant_insert ON organizations FOR INSERT TO modelhub_app WITH CHECK (id = current_organization_id());
CREATE POLICY tenant_update ON organizations FOR UPDATE TO modelhub_app
  USING (id = current_organization_id()) WITH CHECK (id = current_organization_id());

CREATE POLICY tenant_read ON memberships FOR SELECT TO modelhub_app
  USING (organization_id = current_organization_id() OR user_id = current_user_id());
CREATE POLICY tenant_insert ON memberships FOR INSERT TO modelhub_app WITH CHECK (organization_id = current_organization_id());
CREATE POLICY tenant_update ON memberships FOR UPDATE TO modelhub_app
  USING (organization_id = current_organization_id()) WITH CHECK (organization_id = current_organization_id());
CREATE POLICY tenant_delete ON memberships FOR DELETE TO modelhub_app USING (organization_id = current_organization_id());

-- Incidents without an organization are public.
CREATE POLICY tenant_read ON incidents FOR SELECT TO modelhub_app
  USING (organization_id IS NULL OR organization_id = current_organization_id());

CREATE POLICY worker ON organizations TO modelhub_worker USING (true) WITH CHECK (true);
CREATE POLICY worker ON memberships TO modelhub_worker USING (true) WITH CHECK (true);
CREATE POLICY worker ON incidents TO modelhub_worker USING (true) WITH CHECK (true);
CREATE POLICY gateway ON organizations FOR SELECT TO modelhub_gateway USING (true);

-- An invitation is looked up by the hash of its token by somebody who is not a member yet.
CREATE FUNCTION invitation_by_token_hash(hash text)
RETURNS TABLE (id text, organization_id text, organization_name text, email text, role "Role", expires_at timestamptz, accepted_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
  SELECT i.id, i.organization_id, o.name, i.email, i.role, i.expires_at, i.accepted_at
  FROM invitations i JOIN organizations o ON o.id = i.organization_id WHERE i.token_hash = hash
$$;
REVOKE ALL ON FUNCTION invitation_by_token_hash(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION invitation_by_token_hash(text) TO modelhub_app;

REVOKE ALL ON FUNCTION ensure_usage_partitions(timestamptz, int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ensure_usage_partitions(timestamptz, int) TO modelhub_worker;

-- ------------------------------------------------------------------------------------------------ grants

GRANT SELECT, INSERT, UPDATE, DELETE ON users, accounts, sessions, verification_tokens, memberships, invitations
  TO modelhub_app;
GRANT SELECT, INSERT, UPDATE ON organizations, projects, api_keys, routing_policies TO modelhub_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON provider_credentials, budgets TO modelhub_app;
GRANT SELECT, INSERT ON routing_policy_versions, audit_events, stripe_events, outbound_emails TO modelhub_app;
GRANT SELECT ON prices, usage_events, usage_corrections, usage_rollups_hourly, stripe_outbox, invoices,
  invoice_statement_lines, sla_minutes, sla_reports, incidents, endpoint_health_samples, reconciliation_runs,
  reconciliation_findings TO modelhub_app;

GRANT SELECT ON ALL TABLES IN SCHEMA public TO modelhub_worker;
GRANT INSERT ON usage_events, usage_corrections, audit_events TO modelhub_worker;
GRANT INSERT, UPDATE, DELETE ON usage_rollups_hourly, usage_quarantine, stripe_outbox, stripe_events, invoices,
  invoice_statement_lines, sla_minutes, sla_reports, incidents, endpoint_health_samples, reconciliation_runs,
  reconciliation_findings, outbound_emails, prices TO modelhub_worker;
GRANT UPDATE ON organizations, api_keys TO modelhub_worker;

GRANT SELECT ON organizations, projects, api_keys, provider_credentials, routing_policies, routing_policy_versions,
  budgets, prices, usage_rollups_hourly, endpoint_health_samples TO modelhub_gateway;
GRANT INSERT ON endpoint_health_samples TO modelhub_gateway;

-- ------------------------------------------------------------------------------------------------ invalidation
-- Gateways keep tenants in memory. Whoever changes one, by whatever path, tells them: nobody can forget to.

CREATE FUNCTION notify_api_key() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('modelhub_invalidation', json_build_object('kind', 'api-key', 'id', coalesce(NEW.hash, OLD.hash))::text);
  RETURN NULL;
END
$$;

CREATE FUNCTION notify_organization() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  row_data jsonb := CASE WHEN TG_OP = 'DELETE' THEN to_jsonb(OLD) ELSE to_jsonb(NEW) END;
BEGIN
  PERFORM pg_notify('modelhub_invalidation', json_build_object('kind', 'organization',
    'id', coalesce(row_data ->> 'organization_id', row_data ->> 'id'))::text);
  RETURN NULL;
END
$$;

CREATE TRIGGER invalidate_insert AFTER INSERT OR DELETE ON api_keys FOR EACH ROW EXECUTE FUNCTION notify_api_key();
-- Usage stamps `last_used_at`; that changes nothing that a gateway keeps.
CREATE TRIGGER invalidate_update AFTER UPDATE OF hash, project_id, allowed_models, requests_per_minute,
  tokens_per_minute, max_concurrency, budget_nano_usd, budget_window, expires_at, revoked_at ON api_keys
  FOR EACH ROW EXECUTE FUNCTION notify_api_key();
CREATE TRIGGER invalidate_update AFTER UPDATE OF status, billing_mode, markup_basis_points, credit_nano_usd ON organizations
  FOR EACH ROW EXECUTE FUNCTION notify_organization();
CREATE TRIGGER invalidate AFTER INSERT OR UPDATE OR DELETE ON budgets FOR EACH ROW EXECUTE FUNCTION notify_organization();
CREATE TRIGGER invalidate AFTER INSERT OR UPDATE OR DELETE ON provider_credentials
  FOR EACH ROW EXECUTE FUNCTION notify_organization();
CREATE TRIGGER invalidate AFTER INSERT OR UPDATE OR DELETE ON routing_policies
  FOR EACH ROW EXECUTE FUNCTION notify_organization();
