'use client';

import { Form, FormActions, FormError } from '@modelhub/ui/form';
import type { FormEvent, ReactNode } from 'react';
import type { Problem } from '#src/trpc/problem.ts';

export interface SaveFormProps {
  readonly submit: string;
  readonly pending: boolean;
  readonly problem: Problem;
  readonly onSave: (fields: FormData, form: HTMLFormElement) => void;
  readonly disabled?: boolean | undefined;
  readonly children: ReactNode;
}

/** A form of settings: what was typed stays in it, whatever becomes of the save. */
export function SaveForm({ submit, pending, problem, onSave, disabled = false, children }: SaveFormProps) {
  function onSubmit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    onSave(new FormData(event.currentTarget), event.currentTarget);
  }
  return (
    <Form onSubmit={onSubmit} className="max-w-md">
      {children}
      <FormError message={problem.message} requestId={problem.requestId} />
      {disabled ? null : <FormActions submit={submit} pending={pending} />}
    </Form>
  );
}
