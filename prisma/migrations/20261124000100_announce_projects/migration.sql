-- The keys of an archived project are refused: gateways have to hear of it as they do of every other change of a tenant.

CREATE TRIGGER invalidate_update AFTER UPDATE OF archived_at ON projects FOR EACH ROW EXECUTE FUNCTION notify_organization();
