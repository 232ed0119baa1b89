-- A mail that could not be sent is tried again later, and given up at last.
ALTER TABLE outbound_emails
  ADD COLUMN next_attempt_at TIMESTAMPTZ(3),
  ADD COLUMN failed_at TIMESTAMPTZ(3);
