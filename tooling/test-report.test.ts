import { describe, expect, it } from 'vitest';
import { checkResult, playwrightResult, totalsLine, vitestResult } from './test-report.mjs';

const WELL = { code: 0, output: '' };
const BADLY = { code: 1, output: 'out of memory' };

const assertion = (status: string, title = status) => ({
  status,
  title,
  ancestorTitles: ['keys'],
  failureMessages: status === 'failed' ? ['expected 1 to be 2'] : [],
});
const file = (assertionResults: unknown[], status = 'passed', message = '') => ({ name: '/repo/a.test.ts', status, message, assertionResults });

describe('a suite of vitest', () => {
  it('counts passed and skipped tests', () => {
    const report = { testResults: [file([assertion('passed'), assertion('passed'), assertion('skipped'), assertion('pending'), assertion('todo')])] };
    expect(vitestResult(report, WELL)).toEqual({ passed: 2, failed: 0, skipped: 3, failures: [] });
  });

  it('shows each failed test with its message', () => {
    const result = vitestResult({ testResults: [file([assertion('passed'), assertion('failed', 'are refused')], 'failed')] }, BADLY);
    expect(result).toMatchObject({ passed: 1, failed: 1, failures: ['/repo/a.test.ts\nkeys > are refused\nexpected 1 to be 2'] });
  });

  it.each([
    ['a file that cannot be loaded', { testResults: [file([assertion('passed')]), file([], 'failed', 'Cannot find module')] }, BADLY, 'Cannot find module'],
    ['a hook that fails after its tests passed', { testResults: [file([assertion('passed')], 'failed', 'afterAll timed out')] }, BADLY, 'afterAll timed out'],
    ['no report', null, BADLY, 'out of memory'],
    ['no report although it ended well', null, WELL, 'without a report'],
    ['no test', { testResults: [] }, WELL, 'ran no test'],
    ['an end in error after all tests passed', { testResults: [file([assertion('passed')])] }, BADLY, 'out of memory'],
  ])('fails with %s', (_name, report, ended, shown) => {
    const result = vitestResult(report, ended);
    expect(result.failed).toBe(1);
    expect(result.failures.join('\n')).toContain(shown);
  });
});

describe('a suite of Playwright', () => {
  const spec = (status: string) => ({ title: 'signs up', tests: [{ status, results: [{ errors: [{ message: 'not visible' }] }] }] });
  const report = (stats: object, status = 'expected') => ({
    stats,
    errors: [],
    suites: [{ title: 'story.spec.ts', suites: [{ title: 'story', specs: [spec(status)] }] }],
  });

  it('counts its tests', () => {
    expect(playwrightResult(report({ expected: 3, unexpected: 0, flaky: 0, skipped: 1 }), WELL)).toEqual({ passed: 3, failed: 0, skipped: 1, failures: [] });
  });

  it.each([
    ['unexpected', { expected: 2, unexpected: 1, flaky: 0, skipped: 0 }],
    ['flaky', { expected: 2, unexpected: 0, flaky: 1, skipped: 0 }],
  ])('shows a test that is %s, which is a failure', (status, stats) => {
    const result = playwrightResult(report(stats, status), BADLY);
    expect(result).toEqual({ passed: 2, failed: 1, skipped: 0, failures: ['story.spec.ts > story > signs up\nnot visible'] });
  });

  it('fails when the set-up fails before any test', () => {
    const result = playwrightResult({ stats: { expected: 0, unexpected: 0, flaky: 0, skipped: 0 }, errors: [{ message: 'no server' }], suites: [] }, BADLY);
    expect(result.failed).toBe(1);
    expect(result.failures.join('\n')).toContain('ran no test');
  });
});

describe('the totals', () => {
  it('are one line over all suites, a check being one test', () => {
    const failed = checkResult(1, ' unused: a ');
    expect(failed).toEqual({ passed: 0, failed: 1, skipped: 0, failures: ['unused: a'] });
    expect(totalsLine([checkResult(0, 'noise'), failed, { passed: 811, failed: 0, skipped: 2 }])).toBe('812 passed, 1 failed, 2 skipped');
  });
});
