'use client';

import { Segments } from '@modelhub/ui/segments';
import { useState } from 'react';
import type { PolicyDocument } from '../policy-document.ts';
import type { EditorChoices } from '../server/editor-choices.ts';
import { TryMadeUp } from './try-made-up.tsx';
import { TryPast, type TryFilterChoices } from './try-past.tsx';

export interface TryPanelProps {
  /** As it is typed, saved or not. */
  readonly document: PolicyDocument;
  readonly isValid: boolean;
  readonly choices: EditorChoices;
  readonly filters: TryFilterChoices;
}

/** What the policy would do, before it does it. */
export function TryPanel({ document, isValid, choices, filters }: TryPanelProps) {
  const [on, setOn] = useState<'past' | 'made-up'>('past');
  return (
    <div className="flex flex-col gap-5">
      <Segments
        label="Try it on"
        value={on}
        options={[
          { value: 'past', label: 'Past requests' },
          { value: 'made-up', label: 'A made-up request' },
        ]}
        onValueChange={setOn}
      />
      {isValid ? null : <p className="text-sm text-ink-muted">The policy is not right yet; what is wrong is said above.</p>}
      <div hidden={on !== 'past'}>
        <TryPast document={document} isValid={isValid} filters={filters} />
      </div>
      <div hidden={on !== 'made-up'}>
        <TryMadeUp document={document} isValid={isValid} choices={choices} />
      </div>
    </div>
  );
}
