import { expect, it } from 'vitest';
import { importsOf } from './imports.mjs';

it.each([
  ['import { a } from "x";', false],
  ['import "x";', false],
  ['import a, { type B } from "x";', false],
  ['import { type B } from "x";', false],
  ['import type { B } from "x";', true],
  ['export * from "x";', false],
  ['export type { B } from "x";', true],
  ['const a = await import("x");', false],
  ['function f() { return import(`x`); }', false],
  ['const a = require("x");', false],
  ['import a = require("x");', false],
  ['let a: import("x").B;', true],
  ['declare module "x" {}', true],
])('finds what is imported by %s', (text, typeOnly) => {
  expect(importsOf('a.ts', text)).toEqual([{ specifier: 'x', typeOnly }]);
});

it('reads the scripts of a component, and nothing else of it', () => {
  const text =
    '<script lang="ts">\nimport "x";\n</script>\n<script setup>\nimport "y";\n</script>\n<template>\n<p>import "z";</p>\n</template>\n';
  expect(importsOf('a.vue', text).map(({ specifier }) => specifier)).toEqual(['x', 'y']);
});

it.each(['declare module "*.vue" {}', '// import "x";', 'const a = `import "x"`;', 'import(name);', 'namespace x {}'])(
  'finds nothing in %s',
  (text) => {
    expect(importsOf('a.ts', text)).toEqual([]);
  },
);
