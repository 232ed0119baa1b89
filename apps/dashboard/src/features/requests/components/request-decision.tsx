import { Badge } from '@modelhub/ui/badge';
import { Link } from '@modelhub/ui/link';
import type { Decision } from '../decision.ts';
import { decisionSentence, lastWords, leftOut, scoreWords } from '../decision-words.ts';
import { requestsHref } from '../requests-query.ts';
import type { RequestDetail } from '../server/request-detail.ts';
import { RequestAttempts } from './request-attempts.tsx';

/** Why the request went where it went: who decided, what could have served, what was left out, and what was tried. */
export function RequestDecision({ detail }: { readonly detail: RequestDetail }) {
  const { decision } = detail;
  return (
    <section aria-label="Why it went there">
      <h3 className="text-sm font-medium">Why it went there</h3>
      {decision === null ? (
        <p className="mt-1.5 text-sm text-ink-muted">
          Not known for this request: it is kept for some weeks, and there is none where a gateway was stopped in mid-request or a provider’s own API was used.
        </p>
      ) : (
        <Known decision={decision} detail={detail} />
      )}
    </section>
  );
}

function Known({ decision, detail }: { readonly decision: Decision; readonly detail: RequestDetail }) {
  const { policy, attempts } = decision;
  return (
    <div className="mt-1.5 flex flex-col gap-4 text-sm">
      <p className="text-ink-muted">
        {decisionSentence(decision)}
        {policy === undefined ? null : (
          <>
            {' '}
            <Link href={requestsHref('/requests', { policy: policy.name, step: policy.step ?? '' })}>
              {policy.step === null ? 'Requests of this policy' : 'Requests of this step'}
            </Link>
          </>
        )}
      </p>
      <Candidates decision={decision} servedBy={detail.endpointId} />
      <LeftOut decision={decision} />
      {attempts.length === 0 ? null : <RequestAttempts attempts={attempts} durationMs={detail.durationMs} />}
    </div>
  );
}

function Candidates({ decision, servedBy }: { readonly decision: Decision; readonly servedBy: string }) {
  const able = decision.candidates.filter(({ excluded }) => excluded === null);
  const served = decision.attempts.some(({ endpoint, error }) => endpoint === servedBy && error === null);
  if (able.length === 0) return null;
  return (
    <table className="w-full">
      <caption className="sr-only">Endpoints that could serve, in the order in which they were to be tried</caption>
      <thead className="text-xs text-ink-subtle">
        <tr>
          <th scope="col" className="py-1.5 text-left font-normal">
            Could serve
          </th>
          <th scope="col" className="py-1.5 text-right font-normal">
            {decision.sort === 'price' ? 'Blended price, 3 in to 1 out' : 'Score'}
          </th>
        </tr>
      </thead>
      <tbody>
        {able.map(({ endpoint, score, last }) => (
          <tr key={endpoint}>
            <th scope="row" className="border-t border-line py-1.5 pr-3 text-left font-normal wrap-anywhere">
              {endpoint}
              {endpoint === servedBy && served ? (
                <Badge tone="healthy" className="ml-2">
                  served
                </Badge>
              ) : null}
              {last === null ? null : <span className="block text-xs text-ink-subtle">{lastWords(last)}</span>}
            </th>
            <td className="border-t border-line py-1.5 text-right text-ink-muted tabular-nums">{scoreWords(decision.sort, score)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function LeftOut({ decision }: { readonly decision: Decision }) {
  const { candidates_not_set_up: notSetUp, candidates_left_out: shortened } = decision;
  const reasons = leftOut(decision.candidates);
  if (reasons.length === 0 && notSetUp === 0 && shortened === 0) return null;
  return (
    <details>
      <summary className="cursor-pointer rounded-sm text-ink-muted hover:text-ink">
        Left out: {reasons.reduce((sum, { endpoints }) => sum + endpoints.length, notSetUp + shortened)}
      </summary>
      <dl className="mt-2 flex flex-col gap-2">
        {reasons.map(({ reason, endpoints }) => (
          <div key={reason}>
            <dt>{reason}</dt>
            {endpoints.map((endpoint) => (
              <dd key={endpoint} className="text-xs wrap-anywhere text-ink-subtle">
                {endpoint}
              </dd>
            ))}
          </div>
        ))}
        {notSetUp === 0 ? null : (
          <div>
            <dt>The provider is not set up here</dt>
            <dd className="text-xs text-ink-subtle">{notSetUp === 1 ? '1 endpoint' : `${notSetUp} endpoints`}</dd>
          </div>
        )}
        {shortened === 0 ? null : (
          <div>
            <dt>Too many to keep</dt>
            <dd className="text-xs text-ink-subtle">{shortened} endpoints</dd>
          </div>
        )}
      </dl>
    </details>
  );
}
