-- The default policy of a key or a project is one of its own organization: the database says so now, and not the dashboard alone. A program of the earlier
-- version reads and writes the same columns. What pointed elsewhere was ignored by every gateway, and is taken out.

CREATE UNIQUE INDEX "routing_policies_organization_id_id_key" ON "routing_policies"("organization_id", "id");

UPDATE projects SET default_policy_id = NULL
  WHERE default_policy_id IS NOT NULL
    AND NOT EXISTS (SELECT FROM routing_policies p WHERE p.id = projects.default_policy_id AND p.organization_id = projects.organization_id);
UPDATE api_keys SET default_policy_id = NULL
  WHERE default_policy_id IS NOT NULL
    AND NOT EXISTS (SELECT FROM routing_policies p WHERE p.id = api_keys.default_policy_id AND p.organization_id = api_keys.organization_id);

-- Of the two columns the one that may be null is taken out with a policy, which the schema's own words cannot say.
ALTER TABLE "projects" DROP CONSTRAINT "projects_default_policy_id_fkey";
ALTER TABLE "projects" ADD CONSTRAINT "projects_organization_id_default_policy_id_fkey"
  FOREIGN KEY ("organization_id", "default_policy_id") REFERENCES "routing_policies"("organization_id", "id")
  ON DELETE SET NULL ("default_policy_id") ON UPDATE NO ACTION;
ALTER TABLE "api_keys" DROP CONSTRAINT "api_keys_default_policy_id_fkey";
ALTER TABLE "api_keys" ADD CONSTRAINT "api_keys_organization_id_default_policy_id_fkey"
  FOREIGN KEY ("organization_id", "default_policy_id") REFERENCES "routing_policies"("organization_id", "id")
  ON DELETE SET NULL ("default_policy_id") ON UPDATE NO ACTION;
