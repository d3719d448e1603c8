import { expect, it } from 'vitest';
import { sourceDefects } from './sources.mjs';

/** @param {string} text @param {string} file */
const defectsOf = (text, file = 'libs/auth/src/login/login.handler.ts') => sourceDefects([{ file, text }]);

it('takes 400 lines, and not one more', () => {
  expect(defectsOf('a\n'.repeat(400))).toEqual([]);
  expect(defectsOf('a\n'.repeat(401))).toEqual(['libs/auth/src/login/login.handler.ts: 401 lines, 400 at most']);
});

it.each(['libs/auth/src/utils.ts', 'libs/auth/src/util/a.ts', 'libs/common/a.ts', 'libs/auth/src/shared.spec.ts', 'misc/a.ts'])(
  'refuses the name of %s',
  (file) => {
    expect(defectsOf('', file)).toEqual([`${file}: a name that says nothing`]);
  },
);

it('takes names that only begin like those', () => {
  expect(defectsOf('', 'libs/auth/src/passwords/common-passwords.ts')).toEqual([]);
});

it.each(['// oxlint-disable-next-line no-console', '/* eslint-disable */', '// @ts-ignore', '// @ts-nocheck'])('refuses %s', (comment) => {
  expect(defectsOf(`${comment}\n`)).toHaveLength(1);
});
