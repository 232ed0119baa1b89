'use client';

import { Button } from '@modelhub/ui/button';
import { Field } from '@modelhub/ui/field';
import { Textarea } from '@modelhub/ui/textarea';
import { useState } from 'react';
import type { PolicyDocument } from '../policy-document.ts';
import { documentOf, formOf, type PolicyForm } from '../policy-form.ts';
import { readPolicyJson } from '../policy-json.ts';
import type { DocumentProblem } from '../server/policy-input.ts';
import { useDocumentProblem } from '../use-document-problem.ts';

export interface JsonEditorProps {
  readonly document: PolicyDocument;
  readonly problem: DocumentProblem | null;
  readonly disabled: boolean;
  readonly onChange: (form: PolicyForm) => void;
}

/** The same policy as JSON. What can be read goes to the cards at once; what cannot stays here until it can. */
export function JsonEditor({ document, problem, disabled, onChange }: JsonEditorProps) {
  const shown = JSON.stringify(document, null, 2);
  const [typed, setTyped] = useState<{ readonly text: string; readonly meant: string } | null>(null);
  // A change that was made elsewhere replaces what was typed here.
  const text = typed !== null && typed.meant === shown ? typed.text : shown;
  const read = readPolicyJson(text);

  function change(next: string): void {
    const json = readPolicyJson(next);
    const form = json.kind === 'policy' ? formOf(json.document) : null;
    if (form !== null) onChange(form);
    setTyped({ text: next, meant: form === null ? shown : JSON.stringify(documentOf(form), null, 2) });
  }

  const strange = useDocumentProblem(read.kind === 'strange' ? read.json : undefined);
  const error =
    read.kind === 'no-json'
      ? read.message
      : read.kind === 'strange'
        ? (strange?.message ?? 'Some field is not known, or has another shape.')
        : problem?.message;
  return (
    <div className="flex flex-col gap-3">
      <Field label="Policy as JSON" error={error} help="The same fields as in the API; checked while you type by the reader that gateways use.">
        <Textarea
          spellCheck={false}
          readOnly={disabled}
          rows={24}
          value={text}
          className="font-mono text-xs leading-5"
          onChange={(event) => change(event.target.value)}
        />
      </Field>
      {text === shown || disabled ? null : (
        <Button size="sm" className="self-start" onClick={() => setTyped(null)}>
          {read.kind !== 'policy' ? 'Back to the last that could be read' : 'Format'}
        </Button>
      )}
    </div>
  );
}
