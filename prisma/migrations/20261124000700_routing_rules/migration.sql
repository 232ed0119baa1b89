-- Rules about who may answer: lists of models and providers for an organization and for a key, and the policy that holds for requests which name none.
-- With their defaults a program of the earlier version goes on beside this schema.

ALTER TABLE "organizations"
  ADD COLUMN "allowed_models" TEXT[] DEFAULT ARRAY[]::TEXT[],
  ADD COLUMN "denied_models" TEXT[] DEFAULT ARRAY[]::TEXT[],
  ADD COLUMN "allowed_providers" TEXT[] DEFAULT ARRAY[]::TEXT[],
  ADD COLUMN "denied_providers" TEXT[] DEFAULT ARRAY[]::TEXT[];

ALTER TABLE "projects" ADD COLUMN "default_policy_id" TEXT;

ALTER TABLE "api_keys"
  ADD COLUMN "denied_models" TEXT[] DEFAULT ARRAY[]::TEXT[],
  ADD COLUMN "allowed_providers" TEXT[] DEFAULT ARRAY[]::TEXT[],
  ADD COLUMN "denied_providers" TEXT[] DEFAULT ARRAY[]::TEXT[],
  ADD COLUMN "default_policy_id" TEXT;

ALTER TABLE "projects" ADD CONSTRAINT "projects_default_policy_id_fkey"
  FOREIGN KEY ("default_policy_id") REFERENCES "routing_policies"("id") ON DELETE SET NULL ON UPDATE CASCADE;
ALTER TABLE "api_keys" ADD CONSTRAINT "api_keys_default_policy_id_fkey"
  FOREIGN KEY ("default_policy_id") REFERENCES "routing_policies"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- Changes of policies themselves are announced already, and their versions never change.
CREATE OR REPLACE TRIGGER invalidate_update AFTER UPDATE OF hash, project_id, allowed_models, denied_models, allowed_providers, denied_providers,
  default_policy_id, requests_per_minute, tokens_per_minute, max_concurrency, budget_nano_usd, budget_window, expires_at, revoked_at ON api_keys
  FOR EACH ROW EXECUTE FUNCTION notify_api_key();
CREATE OR REPLACE TRIGGER invalidate_update AFTER UPDATE OF status, billing_mode, markup_basis_points, credit_nano_usd, allowed_models, denied_models,
  allowed_providers, denied_providers ON organizations
  FOR EACH ROW EXECUTE FUNCTION notify_organization();
CREATE OR REPLACE TRIGGER invalidate_update AFTER UPDATE OF archived_at, default_policy_id ON projects
  FOR EACH ROW EXECUTE FUNCTION notify_organization();
