import { ModelHubError } from '@modelhub/core/errors';
import { POLICY_NAME, readPolicyDocument } from '@modelhub/routing/saved/document';
import { z } from 'zod';
import { fieldError } from '#src/server/errors.ts';
import type { PolicyDocument } from '../policy-document.ts';

/** A hundred policies of an organization are in the memory of every gateway that serves it. */
const DOCUMENT_CHARS_MAX = 20_000;

export const policyNameSchema = z
  .string()
  .trim()
  .regex(POLICY_NAME, 'Use small letters, digits and hyphens, at most 40 of them, and no hyphen at the start: it is part of a model name.');

/** JSON of a bearable size; the reader of policies says whether it is one. */
export const documentSchema = z.json().refine((json) => JSON.stringify(json).length <= DOCUMENT_CHARS_MAX, {
  error: `A policy has at most ${DOCUMENT_CHARS_MAX.toLocaleString('en')} characters of JSON.`,
});

export interface DocumentProblem {
  /** Where, as the reader of policies says it: `steps[1].when.prompt_tokens.max`. */
  readonly path: string;
  readonly message: string;
}

/** The document as gateways use it. Throws at the field that is wrong. */
export function readDocument(json: unknown): ReturnType<typeof readPolicyDocument> {
  requireDocument(json);
  return readPolicyDocument(json);
}

/** What is wrong with a document, by the reader that gateways use; null where nothing is. */
export function problemIn(json: unknown): DocumentProblem | null {
  try {
    readPolicyDocument(json);
    return null;
  } catch (error) {
    if (!(error instanceof ModelHubError)) throw error;
    return { path: error.param ?? '', message: error.message };
  }
}

/** The document as it will be kept. Throws at the field that is wrong. */
export function requireDocument(json: unknown): PolicyDocument {
  const problem = problemIn(json);
  if (problem !== null) throw fieldError(`document.${problem.path}`, problem.message);
  return json as PolicyDocument;
}
