import { expect, it } from 'vitest';
import { counted, judge, left, summary } from './summary.mjs';

/** @type {import('./summary.mjs').ReportedTest} */
const ok = { ancestorTitles: ['channel'], title: 'is created', status: 'passed' };

/** @param {{ status?: string, tests?: typeof ok[], code?: number }} run */
function judged({ status = 'passed', tests = [ok], code = 0 }) {
  return judge({ code, name: 'packages', report: { testResults: [{ name: 'a.spec.ts', status, assertionResults: tests }] } });
}

it('counts what passed', () => {
  expect(judged({ tests: [ok, ok] })).toEqual({ passed: 2, failed: [], again: [] });
});

it.each(['failed', 'skipped', 'todo', 'pending'])('names a test that is %s, and counts it as failed', (status) => {
  const result = judged({ tests: [ok, { ...ok, title: 'is quit', status }] });
  expect(result).toEqual({ passed: 1, failed: [`${status}: a.spec.ts > channel > is quit`], again: [] });
});

it('says what a test failed with, also where it passed on its second try', () => {
  const failureMessages = ['Error: no channel\n    at somewhere'];
  const result = judged({ tests: [ok, { ...ok, failureMessages }, { ...ok, status: 'failed', failureMessages }] });
  expect(result).toEqual({
    passed: 2,
    failed: ['failed: a.spec.ts > channel > is created: Error: no channel'],
    again: ['passed on the second try: a.spec.ts > channel > is created: Error: no channel'],
  });
  expect(summary([result]).lines).toEqual([...(result.again ?? []), ...result.failed, '2 passed, 1 failed']);
});

it('counts a file that could not be read', () => {
  expect(judged({ tests: [], status: 'failed', code: 1 }).failed).toEqual(['failed: a.spec.ts']);
});

it('counts an error outside of any test', () => {
  expect(judged({ code: 1 })).toMatchObject({ passed: 1, failed: ['packages: an error outside of any test (vitest ended with 1)'] });
});

it('takes no tests for a failure', () => {
  expect(judge({ code: 0, name: 'packages', report: { testResults: [] } }).failed).toEqual(['packages: no tests were found']);
});

it('takes no report for a failure', () => {
  expect(judge({ code: 137, name: 'packages', report: undefined }).failed).toHaveLength(1);
});

it('sums up in one last line', () => {
  const results = [
    { passed: 3, failed: [] },
    { passed: 4, failed: ['skipped: b'] },
  ];
  expect(summary(results)).toEqual({ lines: ['skipped: b', '7 passed, 1 failed'], ok: false });
  expect(summary([{ passed: 3, failed: [] }])).toEqual({ lines: ['3 passed, 0 failed'], ok: true });
});

it('takes a program by its last line, and none for a failure', () => {
  expect(counted('faults', 'round 1\n19 passed, 1 failed\n')).toEqual({ passed: 19, failed: ['faults: failure 1, told above'] });
  expect(counted('faults', '3 passed, 0 failed\nboom\n').failed).toHaveLength(1);
});

it('takes what cannot run here for a failure in CI only', () => {
  expect(left('no Java', { CI: 'true' })).toEqual({ passed: 0, failed: ['not run: no Java'] });
  expect(left('no Java', {})).toEqual({ passed: 0, failed: [], left: 'no Java' });
});
