'use client';

import { Badge } from '@modelhub/ui/badge';
import { Button } from '@modelhub/ui/button';
import { Dialog } from '@modelhub/ui/dialog';
import { Panel } from '@modelhub/ui/panel';
import { RelativeTime } from '@modelhub/ui/relative-time';
import { useState } from 'react';
import { changesBetween } from '../policy-changes.ts';
import { formOf, type PolicyForm } from '../policy-form.ts';
import type { PolicyDetail, PolicyVersionRow } from '../server/policy-detail.ts';
import { ChangeList } from './publish-dialog.tsx';

export interface HistoryPanelProps {
  readonly policy: PolicyDetail;
  /** Null for who may not. */
  readonly onPublish: ((version: number) => void) | null;
  readonly onEdit: ((form: PolicyForm) => void) | null;
}

/** Every version with who wrote it and when it was live. */
export function HistoryPanel({ policy, onPublish, onEdit }: HistoryPanelProps) {
  const [viewed, view] = useState<number | null>(null);
  const shown = policy.versions.find(({ version }) => version === viewed);
  const before = policy.versions.find(({ version }) => shown !== undefined && version < shown.version);
  return (
    <Panel flush as="div">
      <ol aria-label="Versions" className="divide-y divide-line">
        {policy.versions.map((version) => (
          <VersionItem key={version.version} policy={policy} version={version} onView={() => view(version.version)} onPublish={onPublish} />
        ))}
      </ol>
      <Dialog
        open={shown !== undefined}
        onOpenChange={(open) => (open ? undefined : view(null))}
        title={`Version ${shown?.version ?? ''}`}
        description={before === undefined ? 'The whole document.' : `Against version ${before.version}, and the whole document.`}
        className="max-w-2xl"
        footer={
          onEdit === null || shown === undefined ? undefined : (
            <Button
              onClick={() => {
                view(null);
                onEdit(formOf(shown.document));
              }}
            >
              Edit a copy of it
            </Button>
          )
        }
      >
        {shown === undefined ? null : (
          <div className="flex flex-col gap-4">
            {before === undefined ? null : <ChangeList changes={changesBetween(before.document, shown.document)} />}
            <pre tabIndex={0} aria-label="Document" className="overflow-x-auto rounded-md bg-sunken p-3 font-mono text-xs leading-5">
              {JSON.stringify(shown.document, null, 2)}
            </pre>
          </div>
        )}
      </Dialog>
    </Panel>
  );
}

interface VersionItemProps {
  readonly policy: PolicyDetail;
  readonly version: PolicyVersionRow;
  readonly onView: () => void;
  readonly onPublish: HistoryPanelProps['onPublish'];
}

function VersionItem({ policy, version: { version, createdBy, createdAt }, onView, onPublish }: VersionItemProps) {
  const isLive = policy.publishedVersion === version && !policy.isArchived;
  const published = policy.publications.filter((one) => one.version === version);
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 px-5 py-3">
      <div className="min-w-0 text-sm">
        <p className="flex items-center gap-2">
          <span className="font-medium">Version {version}</span>
          {isLive ? <Badge tone="healthy">Live</Badge> : null}
        </p>
        <p className="text-ink-muted">
          Saved <RelativeTime at={createdAt} />
          {createdBy === null ? null : ` by ${createdBy}`}
        </p>
        {published.map(({ by, at }) => (
          <p key={at.getTime()} className="text-ink-muted">
            Published <RelativeTime at={at} />
            {by === null ? null : ` by ${by}`}
          </p>
        ))}
      </div>
      <div className="flex gap-2">
        <Button size="sm" variant="ghost" aria-label={`View version ${version}`} onClick={onView}>
          View
        </Button>
        {onPublish === null || isLive ? null : (
          <Button size="sm" onClick={() => onPublish(version)}>
            {policy.publishedVersion !== null && version < policy.publishedVersion ? `Go back to version ${version}` : `Publish version ${version}`}
          </Button>
        )}
      </div>
    </li>
  );
}
