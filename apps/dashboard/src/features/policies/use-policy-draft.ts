'use client';

import { useEffect, useState, useSyncExternalStore } from 'react';
import type { PolicyDocument } from './policy-document.ts';
import { documentOf, formOf, type PolicyForm } from './policy-form.ts';
import type { DocumentProblem } from './server/policy-input.ts';
import { useDocumentProblem } from './use-document-problem.ts';

const CHECK_AFTER_MS = 300;

export interface PolicyDraft {
  readonly form: PolicyForm;
  readonly setForm: (form: PolicyForm) => void;
  readonly document: PolicyDocument;
  /** The version that the editor began with. */
  readonly basedOn: number;
  readonly isChanged: boolean;
  /** Typed before and not saved, found again. */
  readonly isRestored: boolean;
  readonly problem: DocumentProblem | null;
  /** Begins anew with a version: the one that was saved, or another one. */
  readonly load: (version: { readonly version: number; readonly document: PolicyDocument }) => void;
}

interface Kept {
  readonly basedOn: number;
  readonly document: PolicyDocument;
}

/**
 * What is edited. It is kept in this browser tab until it is saved, so that a link, the back button or a crash loses nothing, and it is checked by the server
 * while it is typed.
 */
export function usePolicyDraft(policyId: string, saved: { readonly version: number; readonly document: PolicyDocument }): PolicyDraft {
  const [base, setBase] = useState(saved);
  const [form, setForm] = useState(() => formOf(saved.document));
  const [isRestored, setRestored] = useState(false);
  const [isRead, setRead] = useState(false);
  const document = documentOf(form);
  const isChanged = JSON.stringify(document) !== JSON.stringify(documentOf(formOf(base.document)));
  const storageKey = `policy-draft:${policyId}`;

  // Once, when the page opens: afterwards what is typed counts.
  const keptBefore = useSyncExternalStore(
    subscribeToNothing,
    () => (isRead ? null : readText(storageKey)),
    () => null,
  );
  if (keptBefore !== null && !isRead) {
    setRead(true);
    const before = keptOf(keptBefore);
    if (before?.basedOn === saved.version) {
      setForm(formOf(before.document));
      setRestored(true);
    }
  }

  const kept = isChanged ? JSON.stringify({ basedOn: base.version, document } satisfies Kept) : null;
  useEffect(() => {
    const timer = setTimeout(() => {
      if (kept === null) sessionStorage.removeItem(storageKey);
      else sessionStorage.setItem(storageKey, kept);
    }, 0);
    return () => clearTimeout(timer);
  }, [kept, storageKey]);

  useEffect(() => {
    if (!isChanged) return;
    const ask = (event: BeforeUnloadEvent): void => event.preventDefault();
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, [isChanged]);

  const checked = useSettled(JSON.stringify(document));
  const problem = useDocumentProblem(JSON.parse(checked));

  return {
    form,
    setForm(next) {
      setRead(true);
      setForm(next);
    },
    document,
    basedOn: base.version,
    isChanged,
    isRestored: isRestored && isChanged,
    problem,
    load(version) {
      setBase(version);
      setForm(formOf(version.document));
      setRestored(false);
    },
  };
}

/** A value once it has stayed the same for a moment. */
function useSettled(value: string): string {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), CHECK_AFTER_MS);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}

const subscribeToNothing = () => () => {};

/** A browser that keeps nothing has nothing. */
function readText(storageKey: string): string | null {
  try {
    return sessionStorage.getItem(storageKey);
  } catch {
    return null;
  }
}

function keptOf(text: string): Kept | null {
  try {
    return JSON.parse(text) as Kept;
  } catch {
    return null;
  }
}
