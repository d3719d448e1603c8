/**
 * What ran, and on what.
 * @param {{ name: string, on: string, passed: number, failed: string[], left?: string, minutes: number }[]} results
 * @returns {string[]}
 */
export function table(results) {
  const rows = results.map(({ name, on, passed, failed, left, minutes }) => [
    name,
    String(passed),
    String(failed.length),
    `${minutes.toFixed(1)} min`,
    left === undefined ? on : `not run here: ${left.split('\n')[0]}`,
  ]);
  const head = ['part', 'passed', 'failed', 'took', 'on'];
  const widths = head.map((title, column) => Math.max(...[head, ...rows].map((row) => (row[column] ?? title).length)));
  return [head, ...rows].map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}
