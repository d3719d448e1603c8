import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, it, onTestFinished } from 'vitest';
import { sourceStamp, webStamp } from './build.mjs';

/** @type {string} */
let root;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'maru-build-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  mkdirSync(join(root, 'libs', 'a', 'src', 'deep'), { recursive: true });
  write('tsconfig.json', JSON.stringify({ references: [{ path: 'libs/a' }] }));
  write('libs/a/tsconfig.json', '{}');
  write('libs/a/src/deep/index.ts', 'export const a = 1;');
});

/** @param {string} file @param {string} text */
function write(file, text) {
  writeFileSync(join(root, file), text);
}

it('stays the same while nothing changes', () => {
  expect(sourceStamp(root)).toBe(sourceStamp(root));
});

it.each([
  ['a source is written', () => write('libs/a/src/deep/index.ts', 'export const a = 10;')],
  ['a source is touched', () => utimesSync(join(root, 'libs/a/src/deep/index.ts'), new Date(0), new Date(0))],
  ['a source is added', () => write('libs/a/src/other.ts', '')],
  ['a source is removed', () => rmSync(join(root, 'libs/a/src/deep/index.ts'))],
  ['the settings of a package change', () => write('libs/a/tsconfig.json', '{ "include": ["src"] }')],
  ['the settings of all packages change', () => write('tsconfig.base.json', '{}')],
  ['the dependencies change', () => write('package-lock.json', '{}')],
])('changes when %s', (_, change) => {
  const before = sourceStamp(root);
  change();
  expect(sourceStamp(root)).not.toBe(before);
});

it.each([
  ['a page is written', () => write('apps/web/src/main.ts', 'export const web = 10;')],
  ['a file that is served as it is changes', () => write('apps/web/public/icon.svg', '<svg/>')],
  ['what is bundled into it changes', () => write('libs/client/src/index.ts', 'export const client = 10;')],
])('builds the web client anew when %s, and the packages not', (_, change) => {
  for (const folder of ['apps/web/src', 'apps/web/public', 'libs/client/src']) mkdirSync(join(root, folder), { recursive: true });
  const before = { web: webStamp(root), packages: sourceStamp(root) };
  change();
  expect(webStamp(root)).not.toBe(before.web);
  expect(sourceStamp(root)).toBe(before.packages);
});
