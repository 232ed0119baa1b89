-- A broken invariant is recorded once, however many runs see it and however many workers run.
CREATE UNIQUE INDEX reconciliation_findings_open_key ON reconciliation_findings (invariant, subject) WHERE resolved_at IS NULL;
