/**
 * @typedef {{ ancestorTitles: string[], title: string, status: string, failureMessages?: string[] }} ReportedTest what a passed test failed with is of its first try
 * @typedef {{ testResults: { name: string, status: string, assertionResults: ReportedTest[] }[] }} Report as vitest's JSON reporter writes it
 * @typedef {{ passed: number, failed: string[], again?: string[], left?: string, on?: string }} Result `failed`: one line for each thing that went wrong; `again`: what passed only when it was tried a second time; `left`: why nothing ran; `on`: where that is not what was expected
 */

/**
 * What one run of vitest comes to. It is not believed on its exit code alone: a skipped test, a file without tests and
 * a run without files are failures, and so is an error outside of any test.
 * @param {{ code: number, name: string, report: Report | undefined }} run
 * @returns {Result}
 */
export function judge({ code, name, report }) {
  if (report === undefined) return { passed: 0, failed: [`${name}: vitest ended with ${code} and left no report`] };
  const failed = report.testResults.flatMap(failuresOf);
  const again = report.testResults.flatMap(secondTriesOf);
  const passed = report.testResults.flatMap((file) => file.assertionResults).filter((test) => test.status === 'passed').length;
  if (code !== 0 && failed.length === 0) failed.push(`${name}: an error outside of any test (vitest ended with ${code})`);
  if (passed === 0 && failed.length === 0) failed.push(`${name}: no tests were found`);
  return { passed, failed, again };
}

/**
 * @param {Report['testResults'][number]} file
 * @returns {string[]}
 */
function failuresOf(file) {
  const tests = file.assertionResults.filter((test) => test.status !== 'passed').map((test) => lineOf(test.status, file, test));
  return file.status === 'failed' && tests.length === 0 ? [`failed: ${file.name}`] : tests;
}

/**
 * @param {Report['testResults'][number]} file
 * @returns {string[]}
 */
function secondTriesOf(file) {
  return file.assertionResults
    .filter((test) => test.status === 'passed' && (test.failureMessages ?? []).length > 0)
    .map((test) => lineOf('passed on the second try', file, test));
}

/**
 * @param {string} what @param {{ name: string }} file @param {ReportedTest} test
 */
function lineOf(what, file, { ancestorTitles, title, failureMessages = [] }) {
  const [why] = failureMessages;
  return `${what}: ${[file.name, ...ancestorTitles, title].join(' > ')}${why === undefined ? '' : `: ${why.split('\n')[0]}`}`;
}

/**
 * What a program counted itself, in its last line: `N passed, N failed`.
 * @param {string} name @param {string} output
 * @returns {Result}
 */
export function counted(name, output) {
  const found = /(\d+) passed, (\d+) failed\s*$/.exec(output);
  if (found === null) return { passed: 0, failed: [`${name}: it ended without its numbers`] };
  const [, passed, failed] = found;
  return {
    passed: Number(passed),
    failed: Array.from({ length: Number(failed) }, (_, index) => `${name}: failure ${index + 1}, told above`),
  };
}

/**
 * What could not run here: in CI that is a failure.
 * @param {string} reason @param {NodeJS.ProcessEnv} [env]
 * @returns {Result}
 */
export function left(reason, env = process.env) {
  return env['CI'] ? { passed: 0, failed: [`not run: ${reason}`] } : { passed: 0, failed: [], left: reason };
}

/**
 * @param {Result[]} results
 * @returns {{ lines: string[], ok: boolean }}
 */
export function summary(results) {
  const failed = results.flatMap((result) => result.failed);
  const again = results.flatMap((result) => result.again ?? []);
  const passed = results.reduce((sum, result) => sum + result.passed, 0);
  return { lines: [...again, ...failed, `${passed} passed, ${failed.length} failed`], ok: failed.length === 0 };
}
