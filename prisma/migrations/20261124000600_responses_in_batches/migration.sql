-- A gateway writes the answers of all its tenants down, many with one statement: who they belong to it knows from the keys that asked. What it reads,
-- changes and removes stays of the tenant that asks.
DROP POLICY gateway ON responses;
CREATE POLICY gateway_keep ON responses FOR INSERT TO modelhub_gateway WITH CHECK (true);
CREATE POLICY gateway_read ON responses FOR SELECT TO modelhub_gateway USING (organization_id = current_organization_id());
CREATE POLICY gateway_change ON responses FOR UPDATE TO modelhub_gateway
  USING (organization_id = current_organization_id()) WITH CHECK (organization_id = current_organization_id());
CREATE POLICY gateway_remove ON responses FOR DELETE TO modelhub_gateway USING (organization_id = current_organization_id());
