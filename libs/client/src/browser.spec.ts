/** What a browser loads of the SDK: nothing of Node's, and no package but the contracts. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const IMPORTS = /^(?:import|export)(?! type)[^;]*? from '([^']+)';|\bimport\('([^']+)'\)/gm;
const NODES_NAMES = /\b(?:process|Buffer|__dirname|setImmediate)\b[.([]/;

function importsOf(source: string): readonly string[] {
  return [...source.matchAll(IMPORTS)].flatMap(([, name, lazy]) => name ?? lazy ?? []);
}

/** Every file that is loaded with `entry`, with its text. */
function loadedBy(entry: string): ReadonlyMap<string, string> {
  const sources = new Map<string, string>();
  const visit = (file: URL) => {
    if (sources.has(file.href)) return;
    const source = readFileSync(file, 'utf8');
    sources.set(file.href, source);
    for (const name of importsOf(source)) if (name.startsWith('.')) visit(new URL(name.replace(/\.js$/, '.ts'), file));
  };
  visit(new URL(entry, import.meta.url));
  return sources;
}

function packagesOf(entry: string): ReadonlySet<string> {
  return new Set([...loadedBy(entry).values()].flatMap(importsOf).filter((name) => !name.startsWith('.')));
}

test('a browser needs the contracts alone', () => {
  expect(packagesOf('./index.ts')).toEqual(new Set(['@maru/contracts']));
  expect(loadedBy('./index.ts').size).toBeGreaterThan(30);
});

test('what needs Node has an entry of its own', () => {
  expect(packagesOf('./node.ts')).toContain('node:fs/promises');
});

test('no name is used that only Node has', () => {
  const using = [...loadedBy('./index.ts')].flatMap(([file, source]) => (NODES_NAMES.test(source) ? [file] : []));
  expect(using).toEqual([]);
});
