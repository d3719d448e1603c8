import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { check } from './check.mjs';
import { drivers, mayImport, testsMayImport } from './rules.mjs';

/** @typedef {import('./rules.mjs').Kind} Kind */

const kinds = /** @type {Kind[]} */ (Object.keys(mayImport));
const repository = fileURLToPath(new URL('../..', import.meta.url));

/**
 * A workspace of two packages of the given kinds, with one import in it, which is declared unless told otherwise.
 * @param {{ kind?: Kind, target?: Kind, specifier?: string, test?: boolean, typeOnly?: boolean, declared?: string[], name?: string, file?: string }} scene
 */
function rulesBrokenBy({ kind = 'service', target = 'contracts', specifier = '@maru/target', name = '@maru/a', ...scene }) {
  const { test = false, typeOnly = false, declared = [specifier], file = 'libs/a/src/a.ts' } = scene;
  const importer = { name, folder: 'libs/a', kinds: [kind], dependencies: test ? [] : declared, devDependencies: test ? declared : [] };
  const found = check({
    packages: [importer, { name: '@maru/target', folder: 'libs/target', kinds: [target], dependencies: [], devDependencies: [] }],
    imports: [{ from: name, file, specifier, test, typeOnly }],
    sharedDevDependencies: ['vitest', '@types/express'],
  });
  return [...new Set(found.map(({ rule }) => rule))];
}

describe('layers', () => {
  const pairs = kinds.flatMap((kind) => kinds.map((target) => ({ kind, target, allowed: mayImport[kind].includes(target) })));

  it.each(pairs.filter(({ allowed }) => !allowed))('$kind may not import $target', ({ kind, target }) => {
    expect(rulesBrokenBy({ kind, target })).toContain('layers');
  });

  it.each(pairs.filter(({ allowed }) => allowed))('$kind may import $target', ({ kind, target }) => {
    expect(rulesBrokenBy({ kind, target })).not.toContain('layers');
  });

  it('lets nobody import an app, and no service another, not even in a test', () => {
    for (const kind of kinds) expect(rulesBrokenBy({ kind, target: 'app', test: true })).toContain('layers');
    expect(rulesBrokenBy({ kind: 'service', target: 'service', test: true })).toContain('layers');
  });

  it.each(Object.entries(testsMayImport))('lets the tests of %s import more', (kind, targets) => {
    for (const target of targets) {
      expect(rulesBrokenBy({ kind: /** @type {Kind} */ (kind), target, test: true })).toEqual([]);
      expect(rulesBrokenBy({ kind: /** @type {Kind} */ (kind), target })).toContain('layers');
    }
  });

  it('lets only the apps that test import testing in any file', () => {
    expect(rulesBrokenBy({ kind: 'app', target: 'testing', name: '@maru/e2e' })).toEqual([]);
    expect(rulesBrokenBy({ kind: 'app', target: 'testing', name: '@maru/cli' })).toContain('layers');
  });

  it('refuses the declaration, too', () => {
    const service = { folder: 'libs/a', kinds: ['service'], devDependencies: [] };
    const packages = [
      { ...service, name: '@maru/a', dependencies: ['@maru/b'] },
      { ...service, name: '@maru/b', dependencies: [] },
    ];
    const [violation] = check({ packages, imports: [], sharedDevDependencies: [] });
    expect(violation).toEqual({ rule: 'layers', file: 'libs/a/package.json', message: '@maru/a may not depend on @maru/b' });
  });
});

describe('drivers', () => {
  it.each(drivers)('keeps %s out of the services', (driver) => {
    expect(rulesBrokenBy({ specifier: driver })).toEqual(['drivers']);
    expect(rulesBrokenBy({ specifier: driver, kind: 'cluster' })).toEqual([]);
  });

  it('looks through a path inside the package', () => {
    expect(rulesBrokenBy({ specifier: 'mysql2/promise', declared: ['mysql2'] })).toEqual(['drivers']);
  });
});

describe('contracts', () => {
  it.each(['node:fs', 'fs', '@nestjs/common', 'pino'])('may not import %s', (specifier) => {
    expect(rulesBrokenBy({ kind: 'contracts', specifier })).toEqual(['contracts']);
  });

  it('may import zod, and anything in a test', () => {
    expect(rulesBrokenBy({ kind: 'contracts', specifier: 'zod' })).toEqual([]);
    expect(rulesBrokenBy({ kind: 'contracts', specifier: 'node:fs', test: true })).toEqual([]);
  });
});

describe('declared', () => {
  it('wants our own packages and those of others in package.json', () => {
    expect(rulesBrokenBy({ declared: [] })).toEqual(['declared']);
    expect(rulesBrokenBy({ specifier: 'rxjs', declared: [] })).toEqual(['declared']);
    expect(rulesBrokenBy({ specifier: 'rxjs/operators', declared: [] })).toEqual(['declared']);
  });

  it('knows what comes with Node', () => {
    expect(rulesBrokenBy({ specifier: 'node:fs/promises', declared: [] })).toEqual([]);
  });

  it("lets tests, and nothing else, use the workspace's development packages", () => {
    expect(rulesBrokenBy({ specifier: 'vitest', declared: [], test: true })).toEqual([]);
    expect(rulesBrokenBy({ specifier: 'vitest', declared: [] })).toEqual(['declared']);
  });

  it('takes types from DefinitelyTyped, but no values', () => {
    expect(rulesBrokenBy({ specifier: 'express', declared: [], typeOnly: true })).toEqual([]);
    expect(rulesBrokenBy({ specifier: 'express', declared: [] })).toEqual(['declared']);
  });
});

it('lets what builds the pages use their development packages', () => {
  const vite = { kind: /** @type {Kind} */ ('web'), specifier: 'vitest', declared: [] };
  expect(rulesBrokenBy({ ...vite, file: 'apps/web/vite.config.ts' })).toEqual([]);
  expect(rulesBrokenBy({ ...vite, file: 'apps/web/src/main.ts' })).toEqual(['declared']);
});

it('keeps relative imports inside their package', () => {
  expect(rulesBrokenBy({ specifier: '../../target/src/x.js' })).toEqual(['inside']);
  expect(rulesBrokenBy({ specifier: './x.js' })).toEqual([]);
});

it('keeps tests out of the sources', () => {
  expect(rulesBrokenBy({ specifier: './channel.fixture.js' })).toEqual(['tests']);
  expect(rulesBrokenBy({ specifier: './channel.fixture.js', test: true })).toEqual([]);
  expect(rulesBrokenBy({ specifier: '@maru/ports/contracts', declared: ['@maru/ports'] })).toEqual(['tests']);
  expect(rulesBrokenBy({ specifier: '@maru/ports/contracts', declared: ['@maru/ports'], test: true })).toEqual([]);
});

it.each([[[]], [['nonsense']], [['service', 'app']]])('wants one known tag on each package, not %j', (tags) => {
  const packages = [{ name: '@maru/a', folder: 'libs/a', kinds: tags, dependencies: [], devDependencies: [] }];
  expect(check({ packages, imports: [], sharedDevDependencies: [] }).map(({ rule }) => rule)).toEqual(['kind']);
});

it('passes on the real workspace', () => {
  const { stdout } = spawnSync(process.execPath, ['tools/boundaries.mjs'], { cwd: repository, encoding: 'utf8' });
  expect(stdout).toBe('0 forbidden imports\n');
});
