import type { InvoiceSummary } from '@modelhub/billing/invoices';
import { Badge, type BadgeTone } from '@modelhub/ui/badge';

const LOOKS = {
  draft: { tone: 'neutral', label: 'Draft' },
  open: { tone: 'degraded', label: 'Due' },
  paid: { tone: 'healthy', label: 'Paid' },
  uncollectible: { tone: 'down', label: 'Unpaid' },
  void: { tone: 'unknown', label: 'Void' },
} as const satisfies Record<InvoiceSummary['status'], { tone: BadgeTone; label: string }>;

export function InvoiceStatus({ status }: { readonly status: InvoiceSummary['status'] }) {
  const { tone, label } = LOOKS[status];
  return <Badge tone={tone}>{label}</Badge>;
}
