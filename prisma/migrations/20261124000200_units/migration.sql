-- What is billed and is no token: images, seconds of audio, characters of speech, searches, pages. The price says which.
-- With their defaults a gateway or a worker of the earlier version goes on writing rows beside this schema.

ALTER TABLE "prices" ADD COLUMN "units" BIGINT, ADD COLUMN "unit" TEXT;
ALTER TABLE "usage_events" ADD COLUMN "units" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "usage_rollups_hourly" ADD COLUMN "units" BIGINT NOT NULL DEFAULT 0;

-- Not validated: every row there is has the default, and a scan of the ledger would hold everybody up.
ALTER TABLE usage_events ADD CONSTRAINT usage_events_units_not_negative CHECK (units >= 0) NOT VALID;
