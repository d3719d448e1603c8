import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, it, onTestFinished } from 'vitest';
import { parse } from 'yaml';
import { apply, differences, render } from './documents.mjs';

const documents = new Map(
  /** @type {[string, string | object][]} */ ([
    ['docs/errors.md', '# Errors\n'],
    ['docs/schemas/A.json', { title: 'A' }],
    ['docs/api.yaml', { info: { title: 'Maru' } }],
  ]),
);
const folders = ['docs/schemas'];

/** @type {string} */
let root;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'maru-documents-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
});

/** What differs now, by path. */
function states() {
  return Object.fromEntries(differences(root, documents, folders).map(({ path, state }) => [path, state]));
}

it('writes what is missing, and then finds no difference', () => {
  expect(states()).toEqual({ 'docs/errors.md': 'missing', 'docs/schemas/A.json': 'missing', 'docs/api.yaml': 'missing' });
  apply(root, differences(root, documents, folders));
  expect(states()).toEqual({});
  expect(readFileSync(join(root, 'docs/errors.md'), 'utf8')).toBe('# Errors\n');
});

it('notices what was edited, and what is made no more, and puts both right', () => {
  apply(root, differences(root, documents, folders));
  writeFileSync(join(root, 'docs/errors.md'), '# Errors and more\n');
  writeFileSync(join(root, 'docs/schemas/B.json'), '{}');
  writeFileSync(join(root, 'docs/written-by-hand.md'), 'Hello\n');
  expect(states()).toEqual({ 'docs/errors.md': 'outdated', 'docs/schemas/B.json': 'left over' });

  apply(root, differences(root, documents, folders));
  expect(states()).toEqual({});
  expect(existsSync(join(root, 'docs/schemas/B.json'))).toBe(false);
  expect(existsSync(join(root, 'docs/written-by-hand.md'))).toBe(true);
});

it('writes an object by the ending of its path, always the same', () => {
  const shared = { type: 'string' };
  const yaml = render('a.yaml', { a: shared, b: shared, long: 'word '.repeat(60) });
  expect(yaml).toMatch(/^# Made from the code/);
  expect(yaml).not.toMatch(/[&*]a1/);
  expect(parse(yaml)).toEqual({ a: shared, b: shared, long: 'word '.repeat(60) });
  expect(render('a.json', { a: 1 })).toBe('{\n  "a": 1\n}\n');
});
