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

it.each(['// import "x";', 'const a = `import "x"`;', 'import(name);', 'namespace x {}'])('finds nothing in %s', (text) => {
  expect(importsOf('a.ts', text)).toEqual([]);
});
