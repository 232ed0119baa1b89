// What a suite's JSON report says, as counts and as the failures to show. A suite counts as failed, too, when it wrote no report, ran no
// test, or ended badly although its tests passed.
import { readFileSync } from 'node:fs';

/**
 * @typedef {{ passed: number, failed: number, skipped: number }} Totals
 * @typedef {Totals & { failures: string[] }} SuiteResult
 */

/** A static check counts as one test. @returns {SuiteResult} */
export function checkResult(code, output) {
  return code === 0 ? { passed: 1, failed: 0, skipped: 0, failures: [] } : { passed: 0, failed: 1, skipped: 0, failures: [output.trim()] };
}

/** The report of `vitest --reporter=json`. @returns {SuiteResult} */
export function vitestResult(report, ended) {
  return judged(report, ended, () => {
    const failures = [];
    const totals = { passed: 0, failed: 0, skipped: 0 };
    for (const file of report.testResults) {
      for (const test of file.assertionResults) {
        if (test.status === 'passed') totals.passed += 1;
        else if (test.status === 'failed') {
          totals.failed += 1;
          failures.push(`${file.name}\n${[...test.ancestorTitles, test.title].join(' > ')}\n${test.failureMessages.join('\n')}`);
        } else totals.skipped += 1;
      }
      // A file that cannot be loaded has no tests to fail, and a hook that fails fails none.
      const isFailedAsWhole = file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed');
      if (isFailedAsWhole) {
        totals.failed += 1;
        failures.push(`${file.name}\n${file.message}`);
      }
    }
    return { ...totals, failures };
  });
}

/** The report of Playwright's JSON reporter. A flaky test has failed once, which is a failure. @returns {SuiteResult} */
export function playwrightResult(report, ended) {
  return judged(report, ended, () => {
    const { expected, unexpected, flaky, skipped } = report.stats;
    const failures = report.errors.map((error) => error.message ?? String(error.value));
    for (const { title, tests } of specsIn(report.suites)) {
      for (const test of tests.filter((one) => one.status === 'unexpected' || one.status === 'flaky')) {
        failures.push(`${title}\n${test.results.flatMap(({ errors }) => errors.map(({ message }) => message)).join('\n')}`);
      }
    }
    return { passed: expected, failed: unexpected + flaky, skipped, failures };
  });
}

function specsIn(suites, above = '') {
  return suites.flatMap((suite) => {
    const title = above === '' ? suite.title : `${above} > ${suite.title}`;
    const specs = (suite.specs ?? []).map((spec) => ({ title: `${title} > ${spec.title}`, tests: spec.tests }));
    return [...specs, ...specsIn(suite.suites ?? [], title)];
  });
}

function judged(report, ended, read) {
  if (report === null) return { passed: 0, failed: 1, skipped: 0, failures: [`ended without a report, with code ${ended.code}\n${ended.output.trim()}`] };
  const result = read();
  if (result.failed > 0) return result;
  if (result.passed === 0) return { ...result, failed: 1, failures: [`ran no test\n${ended.output.trim()}`] };
  if (ended.code !== 0) return { ...result, failed: 1, failures: [...result.failures, `ended with code ${ended.code}\n${ended.output.trim()}`] };
  return result;
}

/** The report at `file`, or null where a suite wrote none that can be read. */
export function readReport(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    if (error.code === 'ENOENT' || error instanceof SyntaxError) return null;
    throw error;
  }
}

/** `812 passed, 0 failed, 2 skipped`. */
export function totalsLine(results) {
  const sum = (field) => results.reduce((total, result) => total + result[field], 0);
  return `${sum('passed')} passed, ${sum('failed')} failed, ${sum('skipped')} skipped`;
}
