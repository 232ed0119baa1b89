-- Keys that customers bring themselves. With their defaults a program of the earlier version goes on beside this schema.

ALTER TABLE "provider_credentials" ADD COLUMN "fallback_to_shared" BOOLEAN NOT NULL DEFAULT false, ADD COLUMN "rotated_at" TIMESTAMPTZ(3);

-- What a request on a customer's own key costs: nothing here, the provider bills it. Usage refers to it like to every other price.
INSERT INTO "prices" ("id", "model", "endpoint_id", "provider", "effective_from") VALUES ('own-key', '*', 'own-key', '*', '2026-01-01Z');
