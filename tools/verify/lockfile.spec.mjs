import { expect, it } from 'vitest';
import { lockfileDefects } from './lockfile.mjs';

/** @param {object} entry */
const lockfile = (entry) => JSON.stringify({ packages: { '': {}, 'libs/auth': {}, 'node_modules/zod': entry } });

it('takes a package by its checksum, and our own by a link', () => {
  expect(lockfileDefects(lockfile({ version: '4.6.7', integrity: 'sha512-a' }))).toEqual([]);
  expect(lockfileDefects(lockfile({ resolved: 'libs/zod', link: true }))).toEqual([]);
});

it('refuses an address', () => {
  const defects = lockfileDefects(lockfile({ integrity: 'sha512-a', resolved: 'https://registry.example/zod.tgz' }));
  expect(defects).toEqual(['node_modules/zod: names an address, https://registry.example/zod.tgz']);
});

it('refuses a package without a checksum', () => {
  expect(lockfileDefects(lockfile({ version: '4.6.7' }))).toEqual(['node_modules/zod: has no checksum']);
});
