import { existsSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const text = readFileSync(new URL('../docs/walkthrough-one-message.md', import.meta.url), 'utf8');
const named = [...text.matchAll(/`([^`]+)`/g)].map((match) => match[1] ?? '');
const files = named.filter((name) => name.startsWith('libs/'));
const names = named.filter((name) => /^[A-Z][a-z]+[A-Za-z]*$/.test(name));

it('every file that the walkthrough names exists', () => {
  expect(files.length).toBeGreaterThan(8);
  expect(files.filter((file) => !existsSync(new URL(`../${file}`, import.meta.url)))).toEqual([]);
});

it('every class and schema that it names is in one of those files', () => {
  const sources = files.map((file) => readFileSync(new URL(`../${file}`, import.meta.url), 'utf8')).join('\n');
  expect(names.length).toBeGreaterThan(8);
  expect(names.filter((name) => !new RegExp(`\\b(?:class|const|interface|type) ${name}\\b`).test(sources))).toEqual([]);
});
