import { isBuiltin } from 'node:module';
import { posix } from 'node:path';
import {
  buildFile,
  contractsMayImport,
  driverKinds,
  drivers,
  mayImport,
  testEntries,
  testFile,
  testingApps,
  testsMayImport,
} from './rules.mjs';

/**
 * @typedef {import('./rules.mjs').Kind} Kind
 * @typedef {{ name: string, folder: string, kinds: string[], dependencies: string[], devDependencies: string[] }} Package
 *   `folder` relative to the workspace, with slashes
 * @typedef {{ from: string, file: string, specifier: string, typeOnly: boolean, test: boolean }} Import
 *   `from`: the package's name; `file` relative to the workspace
 * @typedef {{ packages: Package[], imports: Import[], sharedDevDependencies: string[] }} Workspace
 *   `sharedDevDependencies`: those of the workspace itself, for everyone's tests
 * @typedef {{ rule: string, file: string, message: string }} Violation
 */

/**
 * The rules of `rules.mjs` over all imports, and that everything imported is declared by the package that imports it:
 * neither the compiler nor npm's flat node_modules would notice.
 * @param {Workspace} workspace
 * @returns {Violation[]}
 */
export function check(workspace) {
  const packages = new Map(workspace.packages.map((one) => [one.name, one]));
  const found = workspace.packages.flatMap((one) => [...kindOf(one), ...declarations(one, packages)]);
  for (const one of workspace.imports) {
    const importer = packages.get(one.from);
    if (importer === undefined) throw new Error(`${one.file} belongs to no package`);
    for (const [rule, message] of violations(one, importer, packages, workspace.sharedDevDependencies)) {
      found.push({ rule, file: one.file, message });
    }
  }
  return found;
}

/** @param {Package} one @returns {Violation[]} */
function kindOf({ name, folder, kinds }) {
  const known = kinds.filter((kind) => Object.hasOwn(mayImport, kind));
  if (kinds.length === 1 && known.length === 1) return [];
  return [
    { rule: 'kind', file: `${folder}/package.json`, message: `${name} needs exactly one known tag, it has: ${kinds.join(', ') || 'none'}` },
  ];
}

/**
 * A package must not even declare what it may not import.
 * @param {Package} one
 * @param {Map<string, Package>} packages
 * @returns {Violation[]}
 */
function declarations(one, packages) {
  const file = `${one.folder}/package.json`;
  const declared = [
    ...one.dependencies.map((target) => ({ target, test: false })),
    ...one.devDependencies.map((target) => ({ target, test: true })),
  ];
  return declared
    .filter(({ target, test }) => !layerAllows(one, packages.get(target), test || testingApps.includes(one.name)))
    .map(({ target }) => ({ rule: 'layers', file, message: `${one.name} may not depend on ${target}` }));
}

/**
 * @param {Import} one
 * @param {Package} importer
 * @param {Map<string, Package>} packages
 * @param {string[]} sharedDevDependencies
 * @returns {[rule: string, message: string][]}
 */
function violations(one, importer, packages, sharedDevDependencies) {
  const { specifier } = one;
  const test = one.test || testingApps.includes(importer.name);
  if (specifier.startsWith('.')) {
    const target = posix.join(posix.dirname(one.file), specifier);
    if (!target.startsWith(`${importer.folder}/`))
      return [['inside', `${specifier} leaves ${importer.name}; import the package by its name`]];
    return testFile.test(target) && !test ? [['tests', `${specifier} is a test's, and this is no test`]] : [];
  }
  const name = packageName(specifier);
  const builtin = isBuiltin(specifier);
  /** @type {[string, string][]} */
  const found = [];
  if (!test && importer.kinds.includes('contracts') && !contractsMayImport.includes(name)) {
    found.push(['contracts', `contracts may import ${contractsMayImport.join(', ')} only, not ${specifier}`]);
  }
  if (drivers.includes(name) && !driverKinds.some((kind) => importer.kinds.includes(kind))) {
    found.push(['drivers', `${name} stays behind a port, in ${driverKinds.join(' or ')}`]);
  }
  if (testEntries.includes(specifier) && !test && !importer.kinds.includes('testing')) {
    found.push(['tests', `${specifier} is for tests, and this is no test`]);
  }
  if (!layerAllows(importer, packages.get(name), test)) {
    found.push(['layers', `${importer.name} (${importer.kinds.join()}) may not import ${name}`]);
  }
  if (
    !builtin &&
    name !== importer.name &&
    !isDeclared(name, { ...one, test: test || buildFile.test(one.file) }, importer, sharedDevDependencies)
  ) {
    found.push(['declared', `${importer.name} imports ${name}, which its package.json does not declare`]);
  }
  return found;
}

/**
 * @param {Package} importer
 * @param {Package | undefined} target undefined: not one of ours
 * @param {boolean} test
 */
function layerAllows(importer, target, test) {
  if (target === undefined || target.name === importer.name) return true;
  const kind = /** @type {Kind} */ (importer.kinds[0]);
  const allowed = [...(mayImport[kind] ?? []), ...(test ? (testsMayImport[kind] ?? []) : [])];
  return target.kinds.some((one) => allowed.some((other) => other === one));
}

/**
 * Types may come from DefinitelyTyped, which the workspace declares for all.
 * @param {string} name
 * @param {Import} one
 * @param {Package} importer
 * @param {string[]} sharedDevDependencies
 */
function isDeclared(name, { test, typeOnly }, importer, sharedDevDependencies) {
  if (importer.dependencies.includes(name)) return true;
  const forTests = [...importer.devDependencies, ...sharedDevDependencies];
  if (test && forTests.includes(name)) return true;
  return typeOnly && forTests.includes(`@types/${name.replace(/^@(.*)\//, '$1__')}`);
}

/** `@scope/name/deep` → `@scope/name`. @param {string} specifier */
function packageName(specifier) {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}
