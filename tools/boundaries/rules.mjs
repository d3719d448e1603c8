/**
 * Who may import whom, as docs/architecture.md has it. A package's kind is its Nx tag (`"nx": { "tags": ["tag:service"] }`).
 * @typedef {'app' | 'service' | 'contracts' | 'ports' | 'local' | 'cluster' | 'forwarded' | 'runtime' | 'edge' | 'client' | 'web' | 'testing'} Kind
 */

/** @type {Readonly<Record<Kind, readonly Kind[]>>} */
export const mayImport = {
  app: ['service', 'runtime', 'client', 'contracts'],
  service: ['contracts', 'ports', 'edge'],
  contracts: [],
  ports: ['contracts'],
  local: ['ports', 'contracts'],
  cluster: ['ports', 'contracts'],
  forwarded: ['ports', 'contracts'],
  runtime: ['contracts', 'ports', 'local', 'cluster', 'forwarded', 'edge'],
  edge: ['contracts', 'ports'],
  client: ['contracts'],
  web: ['client', 'contracts'],
  testing: ['contracts', 'ports', 'local', 'runtime', 'client'],
};

/**
 * What a test may import besides: it runs its subject on the real local adapters. Still never another service, never an app.
 * @type {Readonly<Partial<Record<Kind, readonly Kind[]>>>}
 */
export const testsMayImport = {
  app: ['ports', 'local', 'cluster', 'testing'],
  service: ['local', 'runtime', 'testing'],
  cluster: ['local', 'testing'],
  forwarded: ['local'],
  edge: ['testing'],
  client: ['testing'],
  web: ['testing'],
};

/** Specs, those that run in a browser, what several specs share, and the suites that ports give to their adapters' specs. */
export const testFile = /\.(spec|fixture|contract|browser)\.m?[tj]s$|^libs\/platform\/ports\/src\/contracts\.ts$/;

/** What builds a package and is no part of it: it may use its development packages. */
export const buildFile = /^apps\/web\/(build\/|[a-z.]+\.config\.ts$)/;

/** What a package exports for tests alone. */
export const testEntries = ['@maru/ports/contracts'];

/** Apps whose whole purpose is to test: every file of theirs counts as one. */
export const testingApps = ['@maru/e2e', '@maru/bench'];

/** Each has one place, behind a port. */
export const drivers = ['kafkajs', 'ioredis', 'mysql2', 'better-sqlite3', 'consul'];

/** @type {readonly Kind[]} */
export const driverKinds = ['local', 'cluster'];

/** All that the contracts may import: they are read by servers, browsers and generators alike. */
export const contractsMayImport = ['zod'];
