/**
 * Named steps, one after the other, counted. The first that throws ends them: what comes behind it would not mean anything.
 */
let passed = 0;
let failed = 0;

/**
 * @template T
 * @param {string} name
 * @param {() => T | Promise<T>} action
 * @returns {Promise<T>}
 */
export async function step(name, action) {
  try {
    const result = await action();
    passed += 1;
    console.log(`✓ ${name}`);
    return result;
  } catch (error) {
    failed += 1;
    console.log(`✗ ${name}`);
    throw error;
  }
}

/**
 * Runs the steps, prints `N passed, N failed`, and ends with 1 if one failed.
 * @param {() => Promise<void>} steps
 */
export async function count(steps) {
  try {
    await steps();
  } catch (error) {
    console.log(error);
    if (failed === 0) failed = 1;
  }
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
}

/**
 * @param {unknown} actual
 * @param {unknown} expected
 * @param {string} what
 */
export function same(actual, expected, what) {
  const [a, b] = [JSON.stringify(actual), JSON.stringify(expected)];
  if (a !== b) throw new Error(`${what}: expected ${b}, got ${a}`);
}
