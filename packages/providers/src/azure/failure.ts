import { classifyFailure, readErrorBody } from '../failure.ts';
import type { UpstreamFailure, UpstreamHeaders } from '../types.ts';

/** Said with 400 or 404 where a resource has no such deployment, or one of a model that does something else (learn.microsoft.com, error codes). */
const NOT_SERVED = /^(DeploymentNotFound|OperationNotSupported|unknown_model|unavailable_model|ModelNotFound|no_model_name|InvalidModel)$/i;

/** A failed answer of Azure. The filter's verdict on a prompt comes as an error about `prompt`, a field that no client of ours has sent. */
export function azureFailure(name: string, status: number, headers: UpstreamHeaders, body: Buffer): UpstreamFailure {
  const text = readErrorBody(body);
  const said = text.code === 'content_filter' ? { ...text, param: null } : text;
  return classifyFailure(name, { status: status === 400 && NOT_SERVED.test(text.code) ? 404 : status, headers, text: said });
}
