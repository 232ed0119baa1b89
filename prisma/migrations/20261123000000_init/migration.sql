-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateEnum
CREATE TYPE "Role" AS ENUM ('owner', 'admin', 'developer', 'billing', 'viewer');

-- CreateEnum
CREATE TYPE "BillingMode" AS ENUM ('prepaid', 'postpaid');

-- CreateEnum
CREATE TYPE "OrganizationStatus" AS ENUM ('active', 'past_due', 'suspended');

-- CreateEnum
CREATE TYPE "BudgetWindow" AS ENUM ('day', 'week', 'month', 'total');

-- CreateEnum
CREATE TYPE "LimitScope" AS ENUM ('organization', 'project', 'member', 'key');

-- CreateEnum
CREATE TYPE "LimitKind" AS ENUM ('requests', 'tokens', 'money', 'concurrency');

-- CreateEnum
CREATE TYPE "LimitWindow" AS ENUM ('minute', 'day', 'week', 'month', 'total', 'instant');

-- CreateTable
CREATE TABLE "users" (
    "id" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "name" TEXT,
    "image" TEXT,
    "password_hash" TEXT,
    "email_verified" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "users_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "accounts" (
    "id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "provider" TEXT NOT NULL,
    "provider_account_id" TEXT NOT NULL,
    "refresh_token" TEXT,
    "access_token" TEXT,
    "expires_at" INTEGER,
    "token_type" TEXT,
    "scope" TEXT,
    "id_token" TEXT,
    "session_state" TEXT,

    CONSTRAINT "accounts_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "sessions" (
    "id" TEXT NOT NULL,
    "session_token" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "expires" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "sessions_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "verification_tokens" (
    "identifier" TEXT NOT NULL,
    "token" TEXT NOT NULL,
    "purpose" TEXT NOT NULL DEFAULT 'verify_email',
    "expires" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "verification_tokens_pkey" PRIMARY KEY ("identifier","token")
);

-- CreateTable
CREATE TABLE "organizations" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "slug" TEXT NOT NULL,
    "status" "OrganizationStatus" NOT NULL DEFAULT 'active',
    "billing_mode" "BillingMode" NOT NULL DEFAULT 'postpaid',
    "markup_basis_points" INTEGER NOT NULL DEFAULT 1000,
    "credit_nano_usd" BIGINT NOT NULL DEFAULT 0,
    "stripe_customer_id" TEXT,
    "stripe_subscription_id" TEXT,
    "payment_method_brand" TEXT,
    "payment_method_last4" TEXT,
    "billing_email" TEXT,
    "past_due_since" TIMESTAMPTZ(3),
    "push_held_reason" TEXT,
    "onboarded_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "organizations_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "memberships" (
    "id" TEXT NOT NULL,
    "organization_id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "role" "Role" NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "memberships_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "invitations" (
    "id" TEXT NOT NULL,
    "organization_id" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "role" "Role" NOT NULL,
    "token_hash" TEXT NOT NULL,
    "invited_by_user_id" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "accepted_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "invitations_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "projects" (
    "id" TEXT NOT NULL,
    "organization_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "archived_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "projects_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "api_keys" (
    "id" TEXT NOT NULL,
    "organization_id" TEXT NOT NULL,
    "project_id" TEXT NOT NULL,
    "created_by_user_id" TEXT,
    "name" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "prefix" TEXT NOT NULL,
    "last_four" TEXT NOT NULL,
    "allowed_models" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "requests_per_minute" INTEGER,
    "tokens_per_minute" INTEGER,
    "max_concurrency" INTEGER,
    "budget_nano_usd" BIGINT,
    "budget_window" "BudgetWindow",
    "expires_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),
    "last_used_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "api_keys_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "provider_credentials" (
    "id" TEXT NOT NULL,
    "organization_id" TEXT NOT NULL,
    "provider" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "ciphertext" BYTEA NOT NULL,
    "key_version" INTEGER NOT NULL,
    "last_four" TEXT NOT NULL,
    "base_url" TEXT,
    "disabled_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "provider_credentials_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "routing_policies" (
    "id" TEXT NOT NULL,
    "organization_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "published_version" INTEGER,
    "archived_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "routing_policies_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "routing_policy_versions" (
    "policy_id" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "organization_id" TEXT NOT NULL,
    "document" JSONB NOT NULL,
    "created_by_user_id" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "routing_policy_versions_pkey" PRIMARY KEY ("policy_id","version")
);

-- CreateTable
CREATE TABLE "budgets" (
    "id" TEXT NOT NULL,
    "organization_id" TEXT NOT NULL,
    "scope" "LimitScope" NOT NULL,
    "scope_id" TEXT NOT NULL,
    "kind" "LimitKind" NOT NULL,
    "window" "LimitWindow" NOT NULL,
    "cap" BIGINT NOT NULL,
    "alert_percents" INTEGER[] DEFAULT ARRAY[50, 80, 100]::INTEGER[],
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "budgets_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "prices" (
    "id" TEXT NOT NULL,
    "model" TEXT NOT NULL,
    "endpoint_id" TEXT NOT NULL,
    "provider" TEXT NOT NULL,
    "effective_from" TIMESTAMPTZ(3) NOT NULL,
    "context_tokens_from" INTEGER NOT NULL DEFAULT 0,
    "service_tier" TEXT NOT NULL DEFAULT 'standard',
    "input" BIGINT,
    "cached_input" BIGINT,
    "cache_write_5m" BIGINT,
    "cache_write_1h" BIGINT,
    "output" BIGINT,
    "reasoning" BIGINT,
    "audio_input" BIGINT,
    "audio_output" BIGINT,
    "image_input" BIGINT,
    "image_output" BIGINT,
    "per_request" BIGINT NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "prices_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "usage_events" (
    "organization_id" TEXT NOT NULL,
    "event_id" UUID NOT NULL,
    "occurred_at" TIMESTAMPTZ(3) NOT NULL,
    "project_id" TEXT NOT NULL,
    "key_id" TEXT NOT NULL,
    "user_id" TEXT,
    "request_id" TEXT NOT NULL,
    "surface" TEXT NOT NULL,
    "requested_model" TEXT NOT NULL,
    "model" TEXT NOT NULL,
    "provider" TEXT NOT NULL,
    "endpoint_id" TEXT NOT NULL,
    "price_id" TEXT NOT NULL,
    "markup_basis_points" INTEGER NOT NULL,
    "outcome" TEXT NOT NULL,
    "usage_source" TEXT NOT NULL,
    "status_code" INTEGER NOT NULL,
    "error_code" TEXT,
    "stream" BOOLEAN NOT NULL,
    "service_tier" TEXT NOT NULL DEFAULT 'standard',
    "input" INTEGER NOT NULL,
    "cached_input" INTEGER NOT NULL,
    "cache_write_5m" INTEGER NOT NULL,
    "cache_write_1h" INTEGER NOT NULL,
    "output" INTEGER NOT NULL,
    "reasoning" INTEGER NOT NULL,
    "audio_input" INTEGER NOT NULL DEFAULT 0,
    "audio_output" INTEGER NOT NULL DEFAULT 0,
    "image_input" INTEGER NOT NULL DEFAULT 0,
    "image_output" INTEGER NOT NULL DEFAULT 0,
    "cost_nano_usd" BIGINT NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 1,
    "duration_ms" INTEGER NOT NULL,
    "time_to_first_ms" INTEGER,
    "overhead_us" INTEGER,
    "provider_request_id" TEXT,
    "finish_reason" TEXT,
    "gateway_id" TEXT NOT NULL,
    "recorded_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "usage_events_pkey" PRIMARY KEY ("organization_id","event_id")
) PARTITION BY RANGE ("event_id");

-- CreateTable
CREATE TABLE "usage_corrections" (
    "id" TEXT NOT NULL,
    "organization_id" TEXT NOT NULL,
    "event_id" UUID NOT NULL,
    "occurred_at" TIMESTAMPTZ(3) NOT NULL,
    "project_id" TEXT NOT NULL,
    "key_id" TEXT NOT NULL,
    "model" TEXT NOT NULL,
    "provider" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "usage_delta" JSONB NOT NULL,
    "cost_nano_usd" BIGINT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "usage_corrections_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "usage_rollups_hourly" (
    "organization_id" TEXT NOT NULL,
    "hour" TIMESTAMPTZ(3) NOT NULL,
    "project_id" TEXT NOT NULL,
    "key_id" TEXT NOT NULL,
    "model" TEXT NOT NULL,
    "provider" TEXT NOT NULL,
    "requests" INTEGER NOT NULL,
    "failed_requests" INTEGER NOT NULL,
    "estimated_requests" INTEGER NOT NULL,
    "input" BIGINT NOT NULL,
    "cached_input" BIGINT NOT NULL,
    "cache_write_5m" BIGINT NOT NULL,
    "cache_write_1h" BIGINT NOT NULL,
    "output" BIGINT NOT NULL,
    "reasoning" BIGINT NOT NULL,
    "audio_input" BIGINT NOT NULL DEFAULT 0,
    "audio_output" BIGINT NOT NULL DEFAULT 0,
    "image_input" BIGINT NOT NULL DEFAULT 0,
    "image_output" BIGINT NOT NULL DEFAULT 0,
    "cost_nano_usd" BIGINT NOT NULL,
    "duration_ms_sum" BIGINT NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "usage_rollups_hourly_pkey" PRIMARY KEY ("organization_id","hour","project_id","key_id","model","provider")
);

-- CreateTable
CREATE TABLE "usage_quarantine" (
    "id" TEXT NOT NULL,
    "gateway_id" TEXT NOT NULL,
    "segment" TEXT NOT NULL,
    "offset" BIGINT NOT NULL,
    "payload" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "resolved_at" TIMESTAMPTZ(3),

    CONSTRAINT "usage_quarantine_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "stripe_outbox" (
    "organization_id" TEXT NOT NULL,
    "hour" TIMESTAMPTZ(3) NOT NULL,
    "dirty_version" INTEGER NOT NULL DEFAULT 1,
    "pushed_version" INTEGER NOT NULL DEFAULT 0,
    "pushed_micro_usd" BIGINT NOT NULL DEFAULT 0,
    "identifier" TEXT,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "last_error" TEXT,
    "pushed_at" TIMESTAMPTZ(3),
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "stripe_outbox_pkey" PRIMARY KEY ("organization_id","hour")
);

-- CreateTable
CREATE TABLE "stripe_events" (
    "id" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "object_id" TEXT,
    "organization_id" TEXT,
    "payload" JSONB NOT NULL,
    "received_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "processed_at" TIMESTAMPTZ(3),
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "last_error" TEXT,

    CONSTRAINT "stripe_events_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "invoices" (
    "id" TEXT NOT NULL,
    "organization_id" TEXT NOT NULL,
    "stripe_invoice_id" TEXT NOT NULL,
    "number" TEXT,
    "status" TEXT NOT NULL,
    "currency" TEXT NOT NULL DEFAULT 'usd',
    "period_start" TIMESTAMPTZ(3) NOT NULL,
    "period_end" TIMESTAMPTZ(3) NOT NULL,
    "total_cents" BIGINT NOT NULL,
    "amount_due_cents" BIGINT NOT NULL,
    "amount_paid_cents" BIGINT NOT NULL,
    "ledger_nano_usd" BIGINT,
    "hosted_invoice_url" TEXT,
    "invoice_pdf_url" TEXT,
    "finalized_at" TIMESTAMPTZ(3),
    "paid_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "invoices_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "invoice_statement_lines" (
    "invoice_id" TEXT NOT NULL,
    "organization_id" TEXT NOT NULL,
    "project_id" TEXT NOT NULL,
    "model" TEXT NOT NULL,
    "provider" TEXT NOT NULL,
    "requests" BIGINT NOT NULL,
    "usage" JSONB NOT NULL,
    "cost_nano_usd" BIGINT NOT NULL,

    CONSTRAINT "invoice_statement_lines_pkey" PRIMARY KEY ("invoice_id","project_id","model","provider")
);

-- CreateTable
CREATE TABLE "sla_minutes" (
    "organization_id" TEXT NOT NULL,
    "minute" TIMESTAMPTZ(3) NOT NULL,
    "model" TEXT NOT NULL,
    "eligible" INTEGER NOT NULL,
    "failed" INTEGER NOT NULL,

    CONSTRAINT "sla_minutes_pkey" PRIMARY KEY ("organization_id","minute","model")
);

-- CreateTable
CREATE TABLE "sla_reports" (
    "id" TEXT NOT NULL,
    "organization_id" TEXT NOT NULL,
    "month" TIMESTAMPTZ(3) NOT NULL,
    "eligible" BIGINT NOT NULL,
    "failed" BIGINT NOT NULL,
    "availability_ppm" BIGINT NOT NULL,
    "credit_percent" INTEGER NOT NULL,
    "credit_nano_usd" BIGINT NOT NULL,
    "document" JSONB NOT NULL,
    "generated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "sla_reports_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "incidents" (
    "id" TEXT NOT NULL,
    "organization_id" TEXT,
    "model" TEXT,
    "provider" TEXT,
    "title" TEXT NOT NULL,
    "severity" TEXT NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),
    "failed" INTEGER NOT NULL DEFAULT 0,
    "note" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "incidents_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "endpoint_health_samples" (
    "endpoint_id" TEXT NOT NULL,
    "minute" TIMESTAMPTZ(3) NOT NULL,
    "gateway_id" TEXT NOT NULL,
    "requests" INTEGER NOT NULL,
    "errors" INTEGER NOT NULL,
    "rate_limited" INTEGER NOT NULL,
    "ttft_ms_p50" INTEGER,
    "ttft_ms_p95" INTEGER,
    "latency_ms_p50" INTEGER,
    "latency_ms_p95" INTEGER,
    "output_tokens" BIGINT NOT NULL DEFAULT 0,
    "output_ms" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "endpoint_health_samples_pkey" PRIMARY KEY ("endpoint_id","minute","gateway_id")
);

-- CreateTable
CREATE TABLE "audit_events" (
    "id" TEXT NOT NULL,
    "organization_id" TEXT NOT NULL,
    "actor_user_id" TEXT,
    "action" TEXT NOT NULL,
    "target_type" TEXT NOT NULL,
    "target_id" TEXT,
    "before" JSONB,
    "after" JSONB,
    "ip_address" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "audit_events_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "reconciliation_runs" (
    "id" TEXT NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finished_at" TIMESTAMPTZ(3),
    "checked" INTEGER NOT NULL DEFAULT 0,
    "findings" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "reconciliation_runs_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "reconciliation_findings" (
    "id" TEXT NOT NULL,
    "run_id" TEXT NOT NULL,
    "organization_id" TEXT,
    "invariant" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "expected" TEXT NOT NULL,
    "actual" TEXT NOT NULL,
    "detected_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "resolved_at" TIMESTAMPTZ(3),

    CONSTRAINT "reconciliation_findings_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "outbound_emails" (
    "id" TEXT NOT NULL,
    "recipient" TEXT NOT NULL,
    "template" TEXT NOT NULL,
    "variables" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "sent_at" TIMESTAMPTZ(3),
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "last_error" TEXT,

    CONSTRAINT "outbound_emails_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "users_email_key" ON "users"("email");

-- CreateIndex
CREATE INDEX "accounts_user_id_idx" ON "accounts"("user_id");

-- CreateIndex
CREATE UNIQUE INDEX "accounts_provider_provider_account_id_key" ON "accounts"("provider", "provider_account_id");

-- CreateIndex
CREATE UNIQUE INDEX "sessions_session_token_key" ON "sessions"("session_token");

-- CreateIndex
CREATE INDEX "sessions_user_id_idx" ON "sessions"("user_id");

-- CreateIndex
CREATE UNIQUE INDEX "verification_tokens_token_key" ON "verification_tokens"("token");

-- CreateIndex
CREATE UNIQUE INDEX "organizations_slug_key" ON "organizations"("slug");

-- CreateIndex
CREATE UNIQUE INDEX "organizations_stripe_customer_id_key" ON "organizations"("stripe_customer_id");

-- CreateIndex
CREATE UNIQUE INDEX "organizations_stripe_subscription_id_key" ON "organizations"("stripe_subscription_id");

-- CreateIndex
CREATE INDEX "memberships_user_id_idx" ON "memberships"("user_id");

-- CreateIndex
CREATE UNIQUE INDEX "memberships_organization_id_user_id_key" ON "memberships"("organization_id", "user_id");

-- CreateIndex
CREATE UNIQUE INDEX "invitations_token_hash_key" ON "invitations"("token_hash");

-- CreateIndex
CREATE UNIQUE INDEX "invitations_organization_id_email_key" ON "invitations"("organization_id", "email");

-- CreateIndex
CREATE UNIQUE INDEX "projects_organization_id_name_key" ON "projects"("organization_id", "name");

-- CreateIndex
CREATE UNIQUE INDEX "api_keys_hash_key" ON "api_keys"("hash");

-- CreateIndex
CREATE INDEX "api_keys_organization_id_created_at_idx" ON "api_keys"("organization_id", "created_at");

-- CreateIndex
CREATE INDEX "api_keys_project_id_idx" ON "api_keys"("project_id");

-- CreateIndex
CREATE UNIQUE INDEX "provider_credentials_organization_id_provider_name_key" ON "provider_credentials"("organization_id", "provider", "name");

-- CreateIndex
CREATE UNIQUE INDEX "routing_policies_organization_id_name_key" ON "routing_policies"("organization_id", "name");

-- CreateIndex
CREATE INDEX "routing_policy_versions_organization_id_idx" ON "routing_policy_versions"("organization_id");

-- CreateIndex
CREATE UNIQUE INDEX "budgets_organization_id_scope_scope_id_kind_window_key" ON "budgets"("organization_id", "scope", "scope_id", "kind", "window");

-- CreateIndex
CREATE INDEX "prices_model_idx" ON "prices"("model");

-- CreateIndex
CREATE UNIQUE INDEX "prices_endpoint_id_service_tier_context_tokens_from_effecti_key" ON "prices"("endpoint_id", "service_tier", "context_tokens_from", "effective_from");

-- CreateIndex
CREATE INDEX "usage_events_organization_id_occurred_at_idx" ON "usage_events"("organization_id", "occurred_at");

-- CreateIndex
CREATE INDEX "usage_events_key_id_occurred_at_idx" ON "usage_events"("key_id", "occurred_at");

-- CreateIndex
CREATE INDEX "usage_corrections_organization_id_occurred_at_idx" ON "usage_corrections"("organization_id", "occurred_at");

-- CreateIndex
CREATE UNIQUE INDEX "usage_corrections_organization_id_event_id_reason_key" ON "usage_corrections"("organization_id", "event_id", "reason");

-- CreateIndex
CREATE UNIQUE INDEX "usage_quarantine_gateway_id_segment_offset_key" ON "usage_quarantine"("gateway_id", "segment", "offset");

-- CreateIndex
CREATE INDEX "stripe_events_processed_at_received_at_idx" ON "stripe_events"("processed_at", "received_at");

-- CreateIndex
CREATE UNIQUE INDEX "invoices_stripe_invoice_id_key" ON "invoices"("stripe_invoice_id");

-- CreateIndex
CREATE INDEX "invoices_organization_id_period_start_idx" ON "invoices"("organization_id", "period_start");

-- CreateIndex
CREATE INDEX "invoice_statement_lines_organization_id_idx" ON "invoice_statement_lines"("organization_id");

-- CreateIndex
CREATE UNIQUE INDEX "sla_reports_organization_id_month_key" ON "sla_reports"("organization_id", "month");

-- CreateIndex
CREATE INDEX "incidents_started_at_idx" ON "incidents"("started_at");

-- CreateIndex
CREATE INDEX "audit_events_organization_id_created_at_idx" ON "audit_events"("organization_id", "created_at");

-- CreateIndex
CREATE INDEX "reconciliation_runs_started_at_idx" ON "reconciliation_runs"("started_at");

-- CreateIndex
CREATE INDEX "reconciliation_findings_organization_id_resolved_at_idx" ON "reconciliation_findings"("organization_id", "resolved_at");

-- CreateIndex
CREATE UNIQUE INDEX "reconciliation_findings_invariant_subject_resolved_at_key" ON "reconciliation_findings"("invariant", "subject", "resolved_at");

-- CreateIndex
CREATE INDEX "outbound_emails_sent_at_created_at_idx" ON "outbound_emails"("sent_at", "created_at");

-- AddForeignKey
ALTER TABLE "accounts" ADD CONSTRAINT "accounts_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "memberships" ADD CONSTRAINT "memberships_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organizations"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "memberships" ADD CONSTRAINT "memberships_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "invitations" ADD CONSTRAINT "invitations_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organizations"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "projects" ADD CONSTRAINT "projects_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organizations"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "api_keys" ADD CONSTRAINT "api_keys_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organizations"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "api_keys" ADD CONSTRAINT "api_keys_project_id_fkey" FOREIGN KEY ("project_id") REFERENCES "projects"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "routing_policy_versions" ADD CONSTRAINT "routing_policy_versions_policy_id_fkey" FOREIGN KEY ("policy_id") REFERENCES "routing_policies"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "invoice_statement_lines" ADD CONSTRAINT "invoice_statement_lines_invoice_id_fkey" FOREIGN KEY ("invoice_id") REFERENCES "invoices"("id") ON DELETE CASCADE ON UPDATE CASCADE;
