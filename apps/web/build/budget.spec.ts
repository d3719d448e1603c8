import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';

const BUDGET = 200 * 1_024;
const built = (path: string) => readFileSync(new URL(`../dist${path}`, import.meta.url));

/** What the page names, and what those scripts import before they run. */
function firstLoad(): string[] {
  const wanted = [
    ...built('/index.html')
      .toString()
      .matchAll(/(?:src|href)="([^"]+\.(?:js|css))"/g),
  ].map(([, path = '']) => path);
  const load = new Set<string>();
  for (let path = wanted.pop(); path !== undefined; path = wanted.pop()) {
    if (load.has(path)) continue;
    load.add(path);
    if (path.endsWith('.js'))
      for (const [, name = ''] of built(path)
        .toString()
        .matchAll(/(?:\bfrom|\bimport)\s*["']\.\/([\w.-]+\.js)["']/g))
        wanted.push(`/assets/${name}`);
  }
  return [...load];
}

test('the first load is at most 200 KB of compressed script and style', () => {
  const paths = firstLoad();
  expect(paths.some((path) => path.endsWith('.css'))).toBe(true);
  expect(paths.filter((path) => path.startsWith('/assets/')).length).toBeGreaterThan(2);
  const bytes = paths.map((path) => gzipSync(built(path), { level: 9 }).length).reduce((sum, one) => sum + one, 0);
  expect(bytes).toBeGreaterThan(50_000);
  expect(bytes).toBeLessThanOrEqual(BUDGET);
});
